package io.gridpact.protocol.link;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The one clock that a service reads; whole milliseconds, UTC. Either the system's, or a manual one that the operator
/// moves, frozen or running on by itself. A manual clock never goes back. Thread-safe.
public final class NodeClock extends Clock {

    private sealed interface Mode {
        record System(Clock clock) implements Mode {}

        record Frozen() implements Mode {}

        record Running(LongSupplier nanoTime) implements Mode {}
    }

    private final Mode mode;
    private Instant base;
    private long baseNanos;

    private NodeClock(Mode mode, Instant base, long baseNanos) {
        this.mode = mode;
        this.base = base.truncatedTo(ChronoUnit.MILLIS);
        this.baseNanos = baseNanos;
    }

    /// The system's clock; cannot be moved.
    public static NodeClock system() {
        return new NodeClock(new Mode.System(Clock.tickMillis(ZoneOffset.UTC)), Instant.EPOCH, 0);
    }

    /// Stands still between moves.
    public static NodeClock frozen(Instant start) {
        return new NodeClock(new Mode.Frozen(), start, 0);
    }

    /// Goes on by itself between moves.
    public static NodeClock running(Instant start) {
        return running(start, java.lang.System::nanoTime);
    }

    static NodeClock running(Instant start, LongSupplier nanoTime) {
        return new NodeClock(new Mode.Running(nanoTime), start, nanoTime.getAsLong());
    }

    /// From configuration: `gridpact.clock`, `gridpact.clock.start`, `gridpact.clock.runs`.
    ///
    /// @param kind `system` or `manual`
    /// @param start ISO instant at which a manual clock starts; empty for the present
    /// @param production whether this is a production profile, in which a manual clock is refused
    /// @throws IllegalArgumentException if the configuration is not to be used
    public static NodeClock configured(String kind, String start, boolean runs, boolean production) {
        return switch (kind) {
            case "system" -> system();
            case "manual" -> {
                if (production) {
                    throw new IllegalArgumentException("gridpact.clock=manual is refused in production");
                }
                Instant from = start.isEmpty() ? system().instant() : Instant.parse(start);
                yield runs ? running(from) : frozen(from);
            }
            case String other -> throw new IllegalArgumentException("gridpact.clock is system or manual, not " + other);
        };
    }

    /// Whether the operator moves it.
    public boolean manual() {
        return !(mode instanceof Mode.System);
    }

    /// @throws IllegalArgumentException if the clock is not manual, or this is before its present time
    public synchronized void moveTo(Instant to) {
        if (!manual()) {
            throw new IllegalArgumentException("the clock is not manual");
        }
        if (to.isBefore(instant())) {
            throw new IllegalArgumentException("the clock does not go back");
        }
        base = to.truncatedTo(ChronoUnit.MILLIS);
        if (mode instanceof Mode.Running running) {
            baseNanos = running.nanoTime().getAsLong();
        }
    }

    @Override
    public synchronized Instant instant() {
        return switch (mode) {
            case Mode.System system -> system.clock().instant();
            case Mode.Frozen() -> base;
            case Mode.Running(LongSupplier nanoTime) -> base.plusMillis(elapsedMillis(nanoTime));
        };
    }

    private long elapsedMillis(LongSupplier nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - baseNanos);
    }

    /// How long until then by this clock; negative when it has passed.
    public Duration until(Instant then) {
        return Duration.between(instant(), then);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /// Always this clock: it is read as instants only.
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
