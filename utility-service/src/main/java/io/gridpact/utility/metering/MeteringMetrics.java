package io.gridpact.utility.metering;

import io.gridpact.utility.ledger.LedgerReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Counts readings by what became of them, and those that somebody has to look at.
@Singleton
public class MeteringMetrics implements MeteringMeter {

    private final MeterRegistry registry;
    private final LedgerReader reader;

    MeteringMetrics(MeterRegistry registry, LedgerReader reader) {
        this.registry = registry;
        this.reader = reader;
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("gridpact.readings.under.review", this::underReview)
                .description("Refused readings that nobody has decided on")
                .register(registry);
    }

    private long underReview() {
        return reader.first(
                        "select count(*) from refused_reading where decision is null",
                        query -> {},
                        row -> row.getLong(1))
                .orElse(0L);
    }

    @Override
    public void readings(String outcome, long count) {
        registry.counter("gridpact.readings", "outcome", outcome).increment(count);
    }
}
