package io.gridpact.deploy.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The command line as a process of its own, as the launcher would start it on the built tree.
final class Gridpact {

    private static final long PATIENCE_SECONDS = 480;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path out;
    private final Path err;

    /// How a command ended.
    record Ended(int status, String out, String err) {

        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    private Gridpact(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// The folder with all modules.
    static Path root() {
        return requireNonNull(Path.of("").toAbsolutePath().getParent());
    }

    /// Services are built by Maven's `package`, before this module's tests in `mvn verify`.
    static void requireBuiltServices() {
        for (String module : List.of("arbiter-service", "utility-service", "platform-gateway")) {
            Path program = root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
            assertThat(program).as("%s is packaged: run mvn verify", module).exists();
        }
    }

    static Gridpact start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dgridpact.root=" + root(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.gridpact.deploy.Main"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out-", ".txt");
        Path err = Files.createTempFile(folder, "err-", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Gridpact(process, out, err);
    }

    static Ended run(Path folder, String... arguments) throws IOException {
        return start(folder, arguments).await();
    }

    Ended await() throws IOException {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the command did not end: " + Files.readString(err));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    String errSoFar() throws IOException {
        return Files.readString(err);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// As `kill -9`: nothing of it runs any more, no shutdown hook either.
    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
