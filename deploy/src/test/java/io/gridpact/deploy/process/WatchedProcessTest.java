package io.gridpact.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedProcessTest {

    private static final List<String> SLEEP = List.of("sleep", "300");

    private static WatchedProcess sleeper(Path folder) throws IOException {
        return WatchedProcess.start("sleeper", SLEEP, Map.of(), folder.resolve("log"), EndSignal.TERM, 1);
    }

    /// A command that starts a process, says which, and goes on.
    static final class Starter {

        public static void main(String[] arguments) throws Exception {
            WatchedProcess started = sleeper(Path.of(arguments[0]));
            if (arguments.length > 1) {
                started.release();
            }
            System.out.println(started.pid() + " " + started.toRecord().startedMillis());
            Thread.currentThread().join();
        }
    }

    private static ProcessRecord startAndKillStarter(Path folder, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                folder.toString()));
        command.addAll(List.of(more));
        Process starter = new ProcessBuilder(command).start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8))) {
            String[] words = said.readLine().split(" ", -1);
            ProcessRecord started =
                    new ProcessRecord("sleeper", Long.parseLong(words[0]), Long.parseLong(words[1]), EndSignal.TERM, 1);
            assertThat(started.isAlive()).isTrue();
            starter.destroyForcibly().onExit().join();
            return started;
        }
    }

    @Test
    void ends_with_a_command_that_was_killed(@TempDir Path folder) throws IOException {
        ProcessRecord started = startAndKillStarter(folder);

        await().atMost(Duration.ofSeconds(10)).until(() -> !started.isAlive());
    }

    @Test
    void lives_on_where_it_was_released(@TempDir Path folder) throws IOException {
        ProcessRecord started = startAndKillStarter(folder, "release");

        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(started::isAlive);
        started.stop();
        assertThat(started.isAlive()).isFalse();
    }

    @Test
    void stops_when_told(@TempDir Path folder) throws IOException {
        WatchedProcess sleeper = sleeper(folder);

        sleeper.stop();

        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void a_number_that_another_process_has_got_since_is_not_it() {
        ProcessRecord myself = ProcessRecord.ofMyself("me");
        ProcessRecord earlier =
                new ProcessRecord("me", myself.pid(), myself.startedMillis() - 60_000, EndSignal.TERM, 0);

        assertThat(myself.isAlive()).isTrue();
        assertThat(earlier.isAlive()).isFalse();
    }
}
