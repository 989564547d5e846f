package io.gridpact.arbiter.node;

import io.gridpact.protocol.link.CallMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Calls by method and outcome, those that are open, and signatures that were refused.
@Singleton
final class MicrometerCalls implements CallMeter {

    private final MeterRegistry registry;

    private final ConcurrentMap<String, AtomicInteger> open = new ConcurrentHashMap<>();

    MicrometerCalls(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void signatureRefused(String caller, String method) {
        registry.counter("gridpact.signatures.refused", "peer", caller, "method", method)
                .increment();
    }

    @Override
    public void opened(String party, String method) {
        openCalls(method).incrementAndGet();
    }

    @Override
    public void closed(String party, String method, String outcome, Duration elapsed) {
        openCalls(method).decrementAndGet();
        Timer.builder("gridpact.calls")
                .description("Calls served, by method and outcome")
                .tags("method", method, "outcome", outcome)
                .register(registry)
                .record(elapsed);
    }

    private AtomicInteger openCalls(String method) {
        return open.computeIfAbsent(method, this::gauge);
    }

    private AtomicInteger gauge(String method) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder("gridpact.calls.open", count, AtomicInteger::get)
                .tags("method", method)
                .register(registry);
        return count;
    }
}
