package io.gridpact.gateway.node;

import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.ClockDrift;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Calls of us and by us: how many are open, how they end, how long they take; and how far the peers' clocks are off.
@Singleton
final class MicrometerCalls implements CallMeter {

    private record Open(String party, String method) {}

    private final MeterRegistry registry;
    private final ConcurrentMap<Open, AtomicInteger> open = new ConcurrentHashMap<>();

    MicrometerCalls(MeterRegistry registry, ClockDrift drift) {
        this.registry = registry;
        drift.onPeer(peer -> drift(peer, drift));
    }

    @Override
    public void signatureRefused(String caller, String method) {
        registry.counter("gridpact.signatures.refused", "peer", caller, "method", method)
                .increment();
    }

    @Override
    public void opened(String party, String method) {
        open.computeIfAbsent(new Open(party, method), this::gauge).incrementAndGet();
    }

    @Override
    public void closed(String party, String method, String outcome, Duration elapsed) {
        open.computeIfAbsent(new Open(party, method), this::gauge).decrementAndGet();
        Timer.builder(party.isEmpty() ? "gridpact.calls" : "gridpact.peer.calls")
                .tags(tags(party, method).and("outcome", outcome))
                .register(registry)
                .record(elapsed);
    }

    private AtomicInteger gauge(Open key) {
        AtomicInteger count = new AtomicInteger();
        String name = key.party().isEmpty() ? "gridpact.calls.open" : "gridpact.peer.calls.open";
        Gauge.builder(name, count, AtomicInteger::get)
                .tags(tags(key.party(), key.method()))
                .register(registry);
        return count;
    }

    private static Tags tags(String party, String method) {
        Tags tags = Tags.of("method", method);
        return party.isEmpty() ? tags : tags.and("peer", party);
    }

    private void drift(String peer, ClockDrift drift) {
        Gauge.builder("gridpact.clock.drift", () -> millis(drift.fresh().get(peer)))
                .description("A peer's clock less ours; not a number where it was not heard lately")
                .baseUnit("milliseconds")
                .tag("peer", peer)
                .register(registry);
    }

    private static double millis(ClockDrift.@Nullable Sample sample) {
        return sample == null ? Double.NaN : sample.offset().toMillis();
    }
}
