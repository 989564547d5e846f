package io.gridpact.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Days of a small network under faults, each drawn from a seed: what must always hold is checked after every step.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTest {

    /// How many of the fixed set are played.
    private static final String RUNS = "gridpact.simulation.runs";

    private static final int RUNS_BY_DEFAULT = 100;
    private static final int AT_A_TIME = 2;

    private Simulation simulation;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        simulation = Simulation.open(folder, AT_A_TIME, line -> {});
    }

    @AfterAll
    void close() {
        simulation.close();
    }

    @Test
    void the_same_seed_gives_the_same_run() throws Exception {
        Map<Long, String> first = traces();
        Map<Long, String> second = traces();

        assertThat(first).hasSize(4).isEqualTo(second);
        assertThat(first.values()).doesNotHaveDuplicates();
    }

    @Test
    void the_same_seed_gives_the_same_run_in_another_process() throws Exception {
        SortedMap<Long, String> here = new TreeMap<>();
        simulation.play(List.of(101L, 102L), run -> {
            synchronized (here) {
                here.put(run.seed(), run.trace());
            }
        });
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.gridpact.deploy.Main",
                        "simulate",
                        "--from",
                        "101",
                        "--seeds",
                        "2",
                        "--json")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode there = new ObjectMapper().readTree(other.getInputStream());

        assertThat(other.waitFor()).isZero();
        assertThat(there.path("runs").asInt()).isEqualTo(2);
        assertThat(there.path("trace").asText()).isEqualTo(Simulation.trace(here));
    }

    @Test
    void what_once_broke_holds() throws Exception {
        assertThat(describe(simulation.play(keptSeeds(), run -> {}))).isEmpty();
    }

    @Test
    void what_must_hold_holds_in_a_fixed_set_of_runs() throws Exception {
        List<Long> seeds = LongStream.rangeClosed(1, Integer.getInteger(RUNS, RUNS_BY_DEFAULT))
                .boxed()
                .toList();

        assertThat(describe(simulation.play(seeds, run -> {}))).isEmpty();
    }

    private Map<Long, String> traces() throws InterruptedException {
        Map<Long, String> traces = new ConcurrentHashMap<>();
        Optional<Simulation.Broken> broken =
                simulation.play(List.of(101L, 102L, 103L, 104L), run -> traces.put(run.seed(), run.trace()));
        assertThat(describe(broken)).isEmpty();
        return traces;
    }

    /// A line each: the seed, and what it found.
    private static List<Long> keptSeeds() throws IOException {
        List<Long> seeds = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SimulationTest.class.getResourceAsStream("kept-seeds.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    seeds.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
                }
            }
        }
        return seeds;
    }

    private static Optional<String> describe(Optional<Simulation.Broken> broken) {
        return broken.map(run -> String.join("\n", run.lastSteps()) + "\nSeed " + run.seed() + ": " + run.what());
    }
}
