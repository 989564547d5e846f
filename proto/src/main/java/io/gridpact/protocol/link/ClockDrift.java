package io.gridpact.protocol.link;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// How far the peers' clocks are from ours, as their answers tell: every answer carries the time at which it was sent,
/// which lies between our asking and our hearing. Thread-safe.
///
/// One peer's clock proves nothing: ours is off only when most of the peers heard lately say so.
public final class ClockDrift {

    /// Beyond this a service is not ready.
    public static final Duration LIMIT = Duration.ofMinutes(1);

    /// A measurement counts this long.
    public static final Duration FRESH = Duration.ofMinutes(10);

    /// An answer that took longer to come says too little.
    public static final Duration MAX_ROUND_TRIP = Duration.ofSeconds(20);

    /// The peer's clock less ours, give or take the uncertainty.
    public record Sample(Duration offset, Duration uncertainty, Instant measuredAt) {

        /// Whether the clocks differ by more than the limit however long the answer was under way.
        boolean beyondLimit() {
            return offset.abs().minus(uncertainty).compareTo(LIMIT) > 0;
        }
    }

    private final InstantSource clock;
    private final SortedMap<String, Sample> samples = new TreeMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile Consumer<String> peerListener = peer -> {};

    /// @param clock the service's own, as its answers show it
    public ClockDrift(InstantSource clock) {
        this.clock = clock;
    }

    /// Tells the listener of each peer, once, when it is first heard.
    public void onPeer(Consumer<String> listener) {
        peerListener = listener;
    }

    Instant now() {
        return clock.instant();
    }

    /// @param theirs the time in the answer's header
    void answered(String peer, Instant asked, Instant heard, Instant theirs) {
        Duration roundTrip = Duration.between(asked, heard);
        if (roundTrip.isNegative() || roundTrip.compareTo(MAX_ROUND_TRIP) > 0) {
            return;
        }
        Duration half = roundTrip.dividedBy(2);
        Sample sample = new Sample(Duration.between(asked.plus(half), theirs), half, heard);
        synchronized (this) {
            samples.put(peer, sample);
        }
        if (known.add(peer)) {
            peerListener.accept(peer);
        }
    }

    /// The last measurement of each peer heard lately, by peer id.
    public synchronized Map<String, Sample> fresh() {
        Instant oldest = clock.instant().minus(FRESH);
        samples.values().removeIf(sample -> sample.measuredAt().isBefore(oldest));
        return new TreeMap<>(samples);
    }

    /// Whether our clock is off by more than [#LIMIT]: most of the peers heard lately are that far from it.
    public boolean beyondLimit() {
        Map<String, Sample> fresh = fresh();
        long beyond = fresh.values().stream().filter(Sample::beyondLimit).count();
        return beyond * 2 > fresh.size();
    }
}
