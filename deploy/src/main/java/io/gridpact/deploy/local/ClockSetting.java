package io.gridpact.deploy.local;

import java.time.Duration;
import java.time.Instant;

/// Which clock the services of a network read.
public sealed interface ClockSetting {

    /// The machine's.
    record System() implements ClockSetting {}

    /// One that the operator moves; stands still between moves.
    record Frozen(Instant start) implements ClockSetting {}

    /// One that the operator moves and that runs on by itself: real time and an offset, so that it never goes back,
    /// whatever stopped the network in between.
    record Running(Duration ahead) implements ClockSetting {}

    /// As the services' configuration names it.
    default String mode() {
        return switch (this) {
            case System() -> "system";
            case Frozen _, Running _ -> "manual";
        };
    }

    /// The network's time at this real time.
    default Instant at(Instant realTime) {
        return switch (this) {
            case System() -> realTime;
            case Frozen(Instant start) -> start;
            case Running(Duration ahead) -> realTime.plus(ahead);
        };
    }
}
