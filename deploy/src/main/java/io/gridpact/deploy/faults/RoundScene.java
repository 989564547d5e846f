package io.gridpact.deploy.faults;

import io.gridpact.deploy.network.NetworkFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Where a round takes place and what it has found so far.
///
/// @param findings grows
record RoundScene(
        Trial trial, Breakers breakers, Steering steering, OrderLoad load, Instant windowStart, List<String> findings) {

    NetworkFile network() {
        return trial.ground().orders().network();
    }

    List<String> utilities() {
        return network().utilities();
    }

    Instant windowEnd() {
        return windowStart.plus(TrialGround.WINDOW);
    }

    Instant gateClosure() {
        return windowStart.minus(
                Duration.ofMinutes(network().profile().deadlines().gateClosureBeforeStart()));
    }

    /// The one that is killed in this phase, where it is a utility; else the first.
    String utilityOf(Phase phase) {
        return breakers.killIn(phase)
                .map(Breaker::victim)
                .filter(utilities()::contains)
                .orElse(utilities().getFirst());
    }
}
