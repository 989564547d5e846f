package io.gridpact.gateway.platform;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// How many streams of one kind each platform has open. Each takes one of the calls that this gateway may have open at
/// a utility, for all platforms together; so each platform has a small part of them. Thread-safe.
final class OpenStreams {

    private final String kind;
    private final int maxOfPlatform;
    private final Map<String, Integer> open = new HashMap<>();

    OpenStreams(String kind, int maxOfPlatform) {
        this.kind = kind;
        this.maxOfPlatform = maxOfPlatform;
    }

    /// @return to be run when the stream ends; once or more
    /// @throws RefusedException `RESOURCE_EXHAUSTED` where the platform has too many
    synchronized Runnable begin(String platform) {
        int already = open.getOrDefault(platform, 0);
        if (already >= maxOfPlatform) {
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "", "more than " + maxOfPlatform + " " + kind + " are open"));
        }
        open.put(platform, already + 1);
        var ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                end(platform);
            }
        };
    }

    private synchronized void end(String platform) {
        open.computeIfPresent(platform, (_, count) -> count == 1 ? null : count - 1);
    }
}
