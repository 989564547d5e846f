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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;

/// The ledger's metrics: batches, queue, outbox and clock drift.
@Singleton
public class LedgerMetrics implements LedgerMeter {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final DistributionSummary batchChanges;
    private final Timer batchTime;
    private final MeterRegistry registry;
    private final DataSource database;
    private final Clock clock;
    private volatile OutboxState lastOutbox = new OutboxState(0, 0, 0);

    /// @param readNanos when it was read, by the system's nanosecond counter
    private record OutboxState(long messages, long oldestMillis, long readNanos) {}

    LedgerMetrics(MeterRegistry registry, DataSource database, NodeClock clock) {
        this.registry = registry;
        this.database = database;
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
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select count(*), coalesce(min(created_at), 0) from outbox");
                ResultSet row = query.executeQuery()) {
            row.next();
            long oldest = row.getLong(2);
            lastOutbox = new OutboxState(row.getLong(1), oldest == 0 ? 0 : clock.millis() - oldest, nanos);
        } catch (SQLException away) {
            return known;
        }
        return lastOutbox;
    }
}
