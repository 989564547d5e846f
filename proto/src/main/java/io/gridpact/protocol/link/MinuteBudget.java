package io.gridpact.protocol.link;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// How often something may be done in a minute, which begins with the first time after the one before. Thread-safe.
final class MinuteBudget {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int most;
    private final InstantSource realTime;
    private @Nullable Instant began;
    private int taken;

    MinuteBudget(int most, InstantSource realTime) {
        this.most = most;
        this.realTime = realTime;
    }

    /// Whether it may be done once more.
    synchronized boolean take() {
        Instant now = realTime.instant();
        if (began == null || now.isAfter(began.plus(MINUTE))) {
            began = now;
            taken = 0;
        }
        if (taken >= most) {
            return false;
        }
        taken++;
        return true;
    }
}
