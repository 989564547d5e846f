package io.gridpact.utility.node;

import io.gridpact.protocol.link.CallMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Calls in both directions as metrics: `gridpact.calls` with party (empty where we are called), method and outcome.
@Singleton
final class MicrometerCallMeter implements CallMeter {

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();

    MicrometerCallMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void opened(String party, String method) {
        openCalls(party).incrementAndGet();
    }

    @Override
    public void closed(String party, String method, String outcome, Duration elapsed) {
        openCalls(party).decrementAndGet();
        registry.timer("gridpact.calls", Tags.of("party", party, "method", method, "outcome", outcome))
                .record(elapsed);
    }

    private AtomicInteger openCalls(String party) {
        return open.computeIfAbsent(
                party, key -> registry.gauge("gridpact.calls.open", Tags.of("party", key), new AtomicInteger()));
    }
}
