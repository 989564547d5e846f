package io.gridpact.arbiter.node;

import io.gridpact.protocol.link.CallMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Counts calls by method and outcome.
@Singleton
final class MicrometerCalls implements CallMeter {

    private final MeterRegistry registry;

    MicrometerCalls(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void opened(String party, String method) {
        registry.counter("gridpact.calls.opened", "method", method).increment();
    }

    @Override
    public void closed(String party, String method, String outcome, Duration elapsed) {
        Timer.builder("gridpact.calls")
                .description("Calls served, by method and outcome")
                .tags("method", method, "outcome", outcome)
                .register(registry)
                .record(elapsed);
    }
}
