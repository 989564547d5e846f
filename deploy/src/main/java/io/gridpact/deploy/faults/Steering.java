package io.gridpact.deploy.faults;

import io.gridpact.deploy.process.ProcessFault;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// Drives a network while it breaks: what does not succeed is tried again once the network is whole.
final class Steering {

    /// What everyone gets at each stop of the clocks while some are kept apart; real time.
    private static final Duration STOP = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /// How far clocks go at once. Ten minutes without a checkpoint are the arbiter's silence, which moves deadlines by
    /// an hour; and what is sent after one stop is in a minute that is logged by the next.
    private static final Duration STRIDE = Duration.ofMinutes(2);

    private final Trial trial;
    private final Duration patience;

    /// @param patience how long something is tried again; real time
    Steering(Trial trial, Duration patience) {
        this.trial = trial;
        this.patience = patience;
    }

    /// The latest of all clocks.
    Instant now() {
        return attempt("the clocks can be read", () -> trial.clock().now());
    }

    void toward(Instant target) {
        inStrides(target, trial.clock()::moveTo);
    }

    /// Where two do not hear each other, nobody comes to rest.
    void push(Instant target) {
        inStrides(target, stop -> trial.clock().pushTo(stop, STOP));
    }

    private void inStrides(Instant target, Consumer<Instant> move) {
        boolean there = false;
        while (!there) {
            Instant next = now().plus(STRIDE);
            there = !next.isBefore(target);
            Instant stop = there ? target : next;
            var unused = attempt("the clocks come to " + stop, () -> {
                move.accept(stop);
                return true;
            });
        }
    }

    interface Attempt<T> {
        T run();
    }

    /// Again until it succeeds: services may be dead or not yet reached again.
    <T> T attempt(String what, Attempt<T> attempt) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return attempt.run();
            } catch (RuntimeException broken) {
                if (System.nanoTime() > deadline) {
                    throw new ProcessFault("not in time: " + what + ": " + broken.getMessage(), broken);
                }
            }
            try {
                Thread.sleep(PAUSE);
                trial.healer().awaitWhole();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ProcessFault("interrupted", interrupted);
            }
        }
    }
}
