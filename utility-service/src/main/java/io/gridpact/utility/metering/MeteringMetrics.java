package io.gridpact.utility.metering;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/// Counts readings by what became of them.
@Singleton
public class MeteringMetrics implements MeteringMeter {

    private final MeterRegistry registry;

    MeteringMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void readings(String outcome, long count) {
        registry.counter("gridpact.readings", "outcome", outcome).increment(count);
    }
}
