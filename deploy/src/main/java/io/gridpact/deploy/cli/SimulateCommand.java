package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.process.Trees;
import io.gridpact.deploy.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Plays a network in one process, with faults and lies, once for each seed.
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Plays whole days of a small network in one process, with faults and lies drawn from a seed, and"
                + " checks what must always hold after every step. Ends at the first run that breaks it and names its"
                + " seed.")
final class SimulateCommand implements Callable<Integer> {

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "500",
            description = "Runs (default: ${DEFAULT-VALUE}).")
    private long seeds = 500;

    @Option(names = "--from", paramLabel = "SEED", defaultValue = "1", description = "The first (default: 1).")
    private long from = 1;

    @Option(
            names = "--at-a-time",
            paramLabel = "N",
            defaultValue = "2",
            description = "Runs played at a time (default: ${DEFAULT-VALUE}).")
    private int atATime = 2;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "40",
            description = "Last steps of a broken run that are shown, at most 4000 (default: ${DEFAULT-VALUE}).")
    private int shown = 40;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final Console console = Console.standard();

    /// Counts runs, from several threads.
    private static final class Tally {
        private long runs;
        private long steps;
        private long orders;
        private long acknowledged;
        private final NavigableMap<Long, String> traces = new TreeMap<>();

        synchronized void add(Simulation.Played run) {
            traces.put(run.seed(), run.trace());
            runs++;
            steps += run.steps();
            orders += run.orders();
            acknowledged += run.acknowledged();
        }

        @Override
        public synchronized String toString() {
            return runs + " runs, " + steps + " steps, " + orders + " orders, " + acknowledged + " acknowledged";
        }

        synchronized String trace() {
            return Simulation.trace(traces);
        }

        synchronized long each(Duration time) {
            return time.toMillis() / Math.max(1, runs);
        }

        synchronized ObjectNode json() {
            return new ObjectMapper()
                    .createObjectNode()
                    .put("runs", runs)
                    .put("steps", steps)
                    .put("orders", orders)
                    .put("acknowledged", acknowledged)
                    .put("trace", trace());
        }
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory("gridpact-simulation");
        Tally tally = new Tally();
        try (Simulation simulation = Simulation.open(folder, atATime, console)) {
            long startedNanos = System.nanoTime();
            Simulation.Effort before = Simulation.effort();
            List<Long> all =
                    LongStream.range(from, Math.addExact(from, seeds)).boxed().toList();
            Optional<Simulation.Broken> broken = simulation.play(all, new Progress(tally));
            Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
            Simulation.Effort effort = Simulation.effort().since(before);
            console.result(json, () -> json(tally, took, effort, broken), () -> text(tally, took, effort, broken));
            return broken.isPresent() ? 1 : 0;
        } finally {
            Trees.delete(folder);
        }
    }

    /// Tells how far it is, every now and then.
    private final class Progress implements Simulation.Audience {

        private final Tally tally;
        private long toldNanos = System.nanoTime();

        Progress(Tally tally) {
            this.tally = tally;
        }

        @Override
        public synchronized void played(Simulation.Played run) {
            tally.add(run);
            if (System.nanoTime() - toldNanos >= PROGRESS_EVERY.toNanos()) {
                toldNanos = System.nanoTime();
                console.tell(tally + "; last seed " + run.seed());
            }
        }
    }

    private ObjectNode json(Tally tally, Duration took, Simulation.Effort effort, Optional<Simulation.Broken> broken) {
        ObjectNode written = tally.json()
                .put("seconds", took.toMillis() / 1_000)
                .put("cpu_millis_a_run", tally.each(effort.own()))
                .put("database_cpu_millis_a_run", tally.each(effort.databases()));
        broken.ifPresent(run -> {
            ObjectNode failure =
                    written.putObject("broken").put("seed", run.seed()).put("what", run.what());
            ArrayNode steps = failure.putArray("last_steps");
            last(run).forEach(steps::add);
        });
        return written;
    }

    private String text(Tally tally, Duration took, Simulation.Effort effort, Optional<Simulation.Broken> broken) {
        String all = tally + " in " + took.toSeconds() + " s, " + tally.each(effort.own())
                + " ms of processor time a run" + " and " + tally.each(effort.databases()) + " ms of PostgreSQL's";
        return broken.map(run -> String.join("\n", last(run)) + "\n\nSeed " + run.seed() + " breaks what must hold:\n"
                        + run.what() + "\n" + all)
                .orElse(all + "; all that must hold held\ntrace " + tally.trace());
    }

    private List<String> last(Simulation.Broken run) {
        List<String> steps = run.lastSteps();
        return steps.subList(Math.max(0, steps.size() - shown), steps.size());
    }
}
