package io.gridpact.deploy.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// When each service works: soon after something came, when something falls due, and again after a while for what could
/// not be sent.
final class Work {

    private static final int SOON_MILLIS = 3_000;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);

    private final Run run;
    private final SplittableRandom random;
    private final Map<String, Instant> planned = new HashMap<>();
    private final Map<String, Duration> retry = new HashMap<>();

    Work(Run run, SplittableRandom random) {
        this.run = run;
        this.random = random;
    }

    void soon(Node node) {
        plan(node, run.now().plusMillis(random.nextInt(SOON_MILLIS)));
    }

    private void plan(Node node, Instant at) {
        Instant already = planned.get(node.id());
        if (already == null || at.isBefore(already)) {
            planned.put(node.id(), at);
            run.later(at, node.id() + " works", () -> work(node, at));
        }
    }

    private void work(Node node, Instant plannedFor) {
        if (!plannedFor.equals(planned.get(node.id()))) {
            return;
        }
        planned.remove(node.id());
        if (!node.isUp()) {
            return;
        }
        long before = node.disk().writes();
        node.work();
        if (!node.isUp()) {
            return;
        }
        if (node instanceof UtilityNode utility) {
            Optional<Instant> next = run.undisturbed(utility::next);
            if (node.disk().writes() != before) {
                retry.remove(node.id());
                soon(node);
            } else {
                idle(utility, next);
            }
        }
    }

    private void idle(UtilityNode utility, Optional<Instant> next) {
        Duration ahead = Duration.between(run.now(), utility.clock().instant());
        next.ifPresent(at -> plan(utility, at.minus(ahead).plusMillis(random.nextInt(SOON_MILLIS))));
        if (utility.woken()) {
            Duration wait = retry.getOrDefault(utility.id(), FIRST_RETRY);
            Duration longer = wait.multipliedBy(2);
            retry.put(utility.id(), longer.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : longer);
            plan(utility, run.now().plus(wait).plusMillis(random.nextInt(SOON_MILLIS)));
        }
    }
}
