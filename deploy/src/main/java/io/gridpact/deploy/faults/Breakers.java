package io.gridpact.deploy.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The faults of one round: kills, at most one in each phase, or one that lasts for a while.
final class Breakers implements AutoCloseable {

    /// How long a service may take to come to an armed point; real time.
    private static final Duration FIRES_WITHIN = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Trial trial;
    private final List<Breaker> all;

    Breakers(Trial trial, List<Fault> faults, int number) {
        this.trial = trial;
        this.all =
                faults.stream().map(fault -> new Breaker(trial, fault, number)).toList();
    }

    List<Breaker> all() {
        return all;
    }

    /// The one that kills while this is done.
    Optional<Breaker> killIn(Phase phase) {
        return all.stream().filter(breaker -> breaker.isKillIn(phase)).findFirst();
    }

    boolean isKillIn(Phase phase) {
        return killIn(phase).isPresent();
    }

    /// Whether utilities are to be kept apart while the gate closes.
    boolean isApart() {
        return isKillIn(Phase.MEND) || isKillIn(Phase.DEPOSIT);
    }

    void arm(Phase phase) throws IOException {
        Optional<Breaker> kill = killIn(phase);
        if (kill.isPresent()) {
            kill.get().arm();
        }
    }

    /// Waits until the armed service is dead and alive again; a point that nobody came to stays armed.
    void struck(Phase phase) throws InterruptedException {
        Optional<Breaker> kill = killIn(phase);
        if (kill.isPresent()) {
            Breaker breaker = kill.get();
            long deadline = System.nanoTime() + FIRES_WITHIN.toNanos();
            while (!breaker.hasFired() && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE);
            }
            // A rule that fired has yet to be seen as a dead process.
            long seen = System.nanoTime() + FIRES_WITHIN.toNanos();
            while (breaker.hasFired() && breaker.injected() == 0 && System.nanoTime() < seen) {
                Thread.sleep(PAUSE);
            }
        }
        trial.healer().awaitWhole();
    }

    /// Does for a while what lasts; kills are done by their rules.
    void breakFor(Duration duration) throws IOException, InterruptedException {
        List<Breaker> lasting =
                all.stream().filter(breaker -> !breaker.isKill()).toList();
        if (lasting.isEmpty()) {
            return;
        }
        for (Breaker breaker : lasting) {
            breaker.begin();
        }
        Thread.sleep(duration);
        for (Breaker breaker : lasting) {
            breaker.end();
        }
    }

    /// Leaves nothing broken, however the round went.
    @Override
    public void close() {
        all.forEach(Breaker::close);
    }
}
