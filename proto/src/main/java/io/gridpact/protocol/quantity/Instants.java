package io.gridpact.protocol.quantity;

import java.time.Instant;

/// Instants of the protocol: UTC, whole milliseconds, representable as a `long` of epoch milliseconds
/// (PROTOCOL.md, section 3).
public final class Instants {

    private Instants() {}

    /// Refuses what a round trip over the wire would silently change.
    ///
    /// @return the same instant
    /// @throws IllegalArgumentException if it has a fraction of a millisecond or does not fit epoch milliseconds
    public static Instant requireMillis(Instant instant) {
        if (!isWholeMillis(instant)) {
            throw new IllegalArgumentException("not a whole millisecond: " + instant);
        }
        return instant;
    }

    /// Whether the instant survives a round trip as epoch milliseconds.
    public static boolean isWholeMillis(Instant instant) {
        try {
            return Instant.ofEpochMilli(instant.toEpochMilli()).equals(instant);
        } catch (ArithmeticException beyondLong) {
            return false;
        }
    }
}
