package io.gridpact.utility.ledger;

import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.NodeClock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// The ledger's metrics: batches, queue, outbox and clock drift.
@Singleton
public class LedgerMetrics implements LedgerMeter {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final DistributionSummary batchChanges;
    private final Timer batchTime;
    private final MeterRegistry registry;
    private final LedgerReader reader;
    private final Clock clock;
    private volatile OutboxState lastOutbox = new OutboxState(0, 0, 0);

    /// @param readNanos when it was read, by the system's nanosecond counter
    private record OutboxState(long messages, long oldestMillis, long readNanos) {}

    LedgerMetrics(MeterRegistry registry, LedgerReader reader, NodeClock clock) {
        this.registry = registry;
        this.reader = reader;
        this.clock = clock;
        this.batchChanges = DistributionSummary.builder("gridpact.ledger.batch.changes")
                .publishPercentileHistogram(false)
                .register(registry);
        this.batchTime = Timer.builder("gridpact.ledger.batch.time").register(registry);
    }

    void register(@Observes StartupEvent started, LedgerWriter writer, OutboxDispatcher outbox, ClockDrift drift) {
        Gauge.builder("gridpact.ledger.queue", writer, LedgerWriter::queued).register(registry);
        Gauge.builder("gridpact.outbox.depth", this, metrics -> metrics.outbox().messages())
                .register(registry);
        Gauge.builder("gridpact.outbox.oldest.age.millis", this, metrics -> metrics.outbox()
                        .oldestMillis())
                .register(registry);
        Gauge.builder("gridpact.outbox.failing.targets", outbox, dispatcher -> dispatcher
                        .failingTargets()
                        .size())
                .register(registry);
        Gauge.builder("gridpact.clock.drift.beyond.limit", drift, known -> known.beyondLimit() ? 1 : 0)
                .register(registry);
    }

    @Override
    public void batchCommitted(int changes, long nanos) {
        batchChanges.record(changes);
        batchTime.record(Duration.ofNanos(nanos));
    }

    @Override
    public void answered(String outcome, String reason) {
        registry.counter("gridpact.trades", Tags.of("state", outcome, "reason", reason))
                .increment();
    }

    private OutboxState outbox() {
        long nanos = System.nanoTime();
        OutboxState known = lastOutbox;
        if (known.readNanos() != 0 && nanos - known.readNanos() < LOOK_EVERY.toNanos()) {
            return known;
        }
        try {
            lastOutbox = reader.first(
                            "select count(*), coalesce(min(created_at), 0) from outbox",
                            query -> {},
                            row -> outboxState(row.getLong(1), row.getLong(2), nanos))
                    .orElse(known);
        } catch (LedgerFaultException away) {
            return known;
        }
        return lastOutbox;
    }

    private OutboxState outboxState(long messages, long oldest, long readNanos) {
        return new OutboxState(messages, oldest == 0 ? 0 : clock.millis() - oldest, readNanos);
    }
}
