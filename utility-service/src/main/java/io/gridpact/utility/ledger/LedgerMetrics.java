package io.gridpact.utility.ledger;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The ledger's metrics: trades by what became of them, batches, queue.
@Singleton
public class LedgerMetrics implements LedgerMeter {

    private final DistributionSummary batchChanges;
    private final Timer batchTime;
    private final MeterRegistry registry;

    LedgerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.batchChanges = DistributionSummary.builder("gridpact.ledger.batch.changes")
                .description("Changes in a committed batch")
                .register(registry);
        this.batchTime = Timer.builder("gridpact.ledger.batch.time")
                .description("From taking a batch to its commit")
                .register(registry);
    }

    void register(@Observes StartupEvent started, LedgerWriter writer) {
        Gauge.builder("gridpact.ledger.queue", writer, LedgerWriter::queued)
                .description("Changes that wait for the writer")
                .register(registry);
    }

    @Override
    public void batchCommitted(int changes, long nanos) {
        batchChanges.record(changes);
        batchTime.record(Duration.ofNanos(nanos));
    }

    @Override
    public void tradesBecame(String state, String reason, long trades) {
        registry.counter("gridpact.trades", Tags.of("state", state, "reason", reason))
                .increment(trades);
    }

    @Override
    public void messageGivenUp(String kind) {
        registry.counter("gridpact.outbox.given.up", Tags.of("kind", kind)).increment();
    }
}
