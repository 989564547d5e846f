package io.gridpact.utility.pairing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Pairing's metrics.
@Singleton
public class PairingMetrics {

    private final MeterRegistry registry;
    private final Alarms alarms;

    PairingMetrics(MeterRegistry registry, Alarms alarms) {
        this.registry = registry;
        this.alarms = alarms;
    }

    void start(@Observes StartupEvent started) {
        for (AlarmKind kind : AlarmKind.values()) {
            Gauge.builder("gridpact.pair.alarms", () -> alarms.count(kind))
                    .description("Alarms that peers have given reason for")
                    .tag("kind", kind.name())
                    .register(registry);
        }
        Gauge.builder("gridpact.trades.disputed", alarms::disputedTrades)
                .description("Trades of which the two utilities derive other settlements")
                .register(registry);
    }
}
