package io.gridpact.protocol.sealing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Until when a proof of sealing may be deposited: the window's start, unless the arbiter was away then (PROTOCOL.md,
/// sections 5 and 9).
public final class DepositDeadline {

    /// Between two checkpoints; beyond it the arbiter counts as away.
    public static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    /// How long after the checkpoint that ends a silence.
    public static final Duration AFTER_SILENCE = Duration.ofHours(1);

    private DepositDeadline() {}

    /// The first instant at which a deposit no longer counts.
    ///
    /// @param before when the last checkpoint at or before the window's start was signed; empty where the log
    ///     is younger
    /// @param after when the first one behind it was signed; empty where none has been yet
    /// @param now while a silence lasts, its end is counted from here
    public static Instant of(Instant windowStart, Optional<Instant> before, Optional<Instant> after, Instant now) {
        Instant end = after.orElse(now);
        boolean away = before.isPresent()
                && before.get().isBefore(windowStart)
                && end.isAfter(windowStart)
                && Duration.between(before.get(), end).compareTo(LONGEST_SILENCE) > 0;
        return away ? end.plus(AFTER_SILENCE) : windowStart;
    }
}
