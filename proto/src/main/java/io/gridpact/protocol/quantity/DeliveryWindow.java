package io.gridpact.protocol.quantity;

import java.time.Duration;
import java.time.Instant;

/// When energy is delivered: half-open `[start, end)`, UTC, whole milliseconds (PROTOCOL.md, section 3).
///
/// All windows of a network have one length and are aligned to UTC, so that two of them are equal or disjoint; whether
/// a window is one of a profile's is asked with [#isWindow(Instant, Duration)] and [#length()].
///
/// @param start first millisecond
/// @param end first millisecond after it, later than `start`
public record DeliveryWindow(Instant start, Instant end) {

    /// @throws IllegalArgumentException naming the field that is not a whole millisecond or not after the start
    public DeliveryWindow {
        if (!Instants.isWholeMillis(start)) {
            throw new IllegalArgumentException("start: not a whole millisecond: " + start);
        }
        if (!Instants.isWholeMillis(end)) {
            throw new IllegalArgumentException("end: not a whole millisecond: " + end);
        }
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("end: not after the start: " + start + " to " + end);
        }
    }

    /// The window of that length that begins at `start`; aligned only if `start` is.
    public static DeliveryWindow startingAt(Instant start, Duration length) {
        return new DeliveryWindow(start, start.plus(length));
    }

    /// Whether a window of `length` may begin at `start`: a multiple of the length since the UTC epoch.
    ///
    /// @param length positive, whole milliseconds
    /// @throws IllegalArgumentException if the length is not
    public static boolean isWindow(Instant start, Duration length) {
        if (!length.isPositive() || !length.equals(Duration.ofMillis(length.toMillis()))) {
            throw new IllegalArgumentException("length: not a positive number of milliseconds: " + length);
        }
        return Instants.isWholeMillis(start) && Math.floorMod(start.toEpochMilli(), length.toMillis()) == 0;
    }

    /// From start to end; positive.
    public Duration length() {
        return Duration.between(start, end);
    }

    /// Whether the instant lies in the window: the start does, the end does not.
    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
