package io.gridpact.deploy.simulation;

import io.gridpact.deploy.process.Progress;
import io.gridpact.protocol.hash.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Plays runs, several at a time, until one breaks what must always hold.
public final class Simulation implements AutoCloseable {

    private static final int LAST_STEPS = 4_000;

    private final Stage.House house;
    private final Cast cast;
    private final List<Stage> stages = new ArrayList<>();

    private Simulation(Stage.House house, Cast cast) {
        this.house = house;
        this.cast = cast;
    }

    /// What one run came to.
    ///
    /// @param seed that it was drawn from
    /// @param steps that were taken
    /// @param trace digest of all that happened in it; the same for the same seed
    /// @param orders that were sent
    /// @param acknowledged orders whose four signatures a platform has seen
    /// @param lie what the lying party did; empty where nobody lies
    /// @param finds how often an honest party refused it for what it is
    public record Played(long seed, long steps, String trace, int orders, int acknowledged, String lie, int finds) {}

    /// A run that broke something.
    ///
    /// @param what does not hold
    /// @param lastSteps of the run
    public record Broken(long seed, String what, List<String> lastSteps) {}

    /// Processor time.
    ///
    /// @param own of this process
    /// @param databases of its database server
    public record Effort(Duration own, Duration databases) {

        /// What has been used since.
        public Effort since(Effort before) {
            return new Effort(own.minus(before.own), databases.minus(before.databases));
        }
    }

    /// Processor time used so far.
    public static Effort effort() {
        ProcessHandle self = ProcessHandle.current();
        Duration databases = self.descendants().map(Simulation::used).reduce(Duration.ZERO, Duration::plus);
        return new Effort(used(self), databases);
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Of all that happened in some runs: the same for the same seeds, in any process.
    ///
    /// @param traces by seed
    public static String trace(SortedMap<Long, String> traces) {
        StringBuilder lines = new StringBuilder();
        traces.forEach(
                (seed, trace) -> lines.append(seed).append(' ').append(trace).append('\n'));
        return Hash.sha256(Hash.utf8(lines.toString())).hex();
    }

    /// Is told of each run that is over, from several threads.
    @FunctionalInterface
    public interface Audience {
        void played(Played run);
    }

    /// @param folder gets a database server and certificates; nothing in it is of use afterwards
    /// @param atATime runs that are played at a time
    public static Simulation open(Path folder, int atATime, Progress progress) throws IOException, SQLException {
        // Whatever services log of faults that were asked for is no news.
        Logger.getLogger("").setLevel(Level.OFF);
        Simulation simulation =
                new Simulation(Stage.House.open(folder, progress), new Cast(folder.resolve("certificates")));
        try {
            for (int number = 0; number < atATime; number++) {
                simulation.stages.add(Stage.build(simulation.house, number));
            }
            return simulation;
        } catch (SQLException | RuntimeException failed) {
            simulation.close();
            throw failed;
        }
    }

    /// Plays seeds from one on; no more are begun once one has failed.
    ///
    /// @return the failure with the lowest seed, if there was any
    public Optional<Broken> play(List<Long> seeds, Audience audience) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        List<Broken> broken = new ArrayList<>();
        try (ExecutorService players = Executors.newFixedThreadPool(stages.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Stage stage : stages) {
                running.add(players.submit(() -> {
                    while (true) {
                        long index = next.getAndIncrement();
                        if (index >= seeds.size() || anyOf(broken)) {
                            return;
                        }
                        play(stage, seeds.get((int) index), broken, audience);
                    }
                }));
            }
            for (Future<?> player : running) {
                player.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the simulation itself failed", failed.getCause());
        }
        return broken.stream().min(java.util.Comparator.comparingLong(Broken::seed));
    }

    private static boolean anyOf(List<Broken> broken) {
        synchronized (broken) {
            return !broken.isEmpty();
        }
    }

    private void play(Stage stage, long seed, List<Broken> broken, Audience audience) {
        Run run = run(stage, seed);
        try {
            audience.played(run.play());
        } catch (BrokenInvariantException found) {
            synchronized (broken) {
                broken.add(new Broken(
                        seed, String.valueOf(found.getMessage()), run.trace().lastLines(LAST_STEPS)));
            }
        } catch (RuntimeException failed) {
            synchronized (broken) {
                broken.add(new Broken(seed, trouble(failed), run.trace().lastLines(LAST_STEPS)));
            }
        }
    }

    private Run run(Stage stage, long seed) {
        try {
            return new Run(seed, cast, stage);
        } catch (SQLException gone) {
            throw new IllegalStateException("the simulation's database is gone", gone);
        }
    }

    private static String trouble(RuntimeException failed) {
        java.io.StringWriter text = new java.io.StringWriter();
        failed.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Override
    public void close() {
        for (Stage stage : stages) {
            try {
                stage.close();
            } catch (SQLException gone) {
                // The server goes with it.
            }
        }
        house.close();
    }
}
