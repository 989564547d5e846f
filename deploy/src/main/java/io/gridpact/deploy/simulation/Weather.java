package io.gridpact.deploy.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Which faults a run has, and how often: some of them, each at a rate of its own, so that runs differ in kind and a
/// fault that hides another is absent from some.
final class Weather {

    /// What may go wrong that is nobody's lie.
    enum Fault {
        REQUEST_LOST(150),
        ANSWER_LOST(150),
        DELAYED(150),
        REPEATED(200),
        BROKEN(100),
        /// A party's process dies at a statement or around a commit.
        KILLED(4),
        /// A party's database connection breaks there, and its process lives on.
        DISCONNECTED(4);

        private final int worstPerMille;

        Fault(int worstPerMille) {
            this.worstPerMille = worstPerMille;
        }
    }

    private static final int PER_MILLE = 1_000;
    private static final int QUIET_RUNS_OF_TEN = 1;

    private final Map<Fault, Integer> perMille = new EnumMap<>(Fault.class);
    private final SplittableRandom random;
    private boolean over;

    Weather(SplittableRandom random) {
        this.random = random;
        boolean quiet = random.nextInt(10) < QUIET_RUNS_OF_TEN;
        for (Fault fault : Fault.values()) {
            boolean on = random.nextBoolean() && !quiet;
            int rate = 1 + random.nextInt(fault.worstPerMille);
            perMille.put(fault, on ? rate : 0);
        }
    }

    /// From now on nothing goes wrong any more.
    void clearUp() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    boolean strikes(Fault fault) {
        int rate = over ? 0 : perMille.getOrDefault(fault, 0);
        return rate > 0 && random.nextInt(PER_MILLE) < rate;
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public String toString() {
        return perMille.toString();
    }
}
