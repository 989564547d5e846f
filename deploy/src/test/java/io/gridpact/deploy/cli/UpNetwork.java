package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import io.gridpact.deploy.network.NetworkFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The example's network, up until it is closed, and commands that work on it as a person would.
final class UpNetwork implements AutoCloseable {

    private final Path scratch;
    private final NetworkFolder folder;

    private UpNetwork(Path scratch) {
        this.scratch = scratch;
        this.folder = new NetworkFolder(scratch.resolve("data"));
    }

    static UpNetwork in(Path scratch) throws IOException {
        Gridpact.requireBuiltServices();
        UpNetwork network = new UpNetwork(scratch);
        Ended up = network.run("up", "--detach");
        assertThat(up.status()).as(up.err()).isZero();
        return network;
    }

    NetworkFolder folder() {
        return folder;
    }

    /// Runs a command as a process of its own.
    Ended run(String command, String... arguments) throws IOException {
        return Gridpact.run(scratch, words(command, arguments));
    }

    /// Runs a command within this process, which takes a tenth of the time.
    Ended here(String command, String... arguments) {
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int status = Commands.addTo(new CommandLine(CommandSpec.create().name("gridpact")))
                    .execute(words(command, arguments));
            return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    private String[] words(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", folder.root().toString(), "--json"));
        return all.toArray(String[]::new);
    }

    /// Runs a command that has to succeed.
    JsonNode done(String command, String... arguments) throws IOException {
        Ended ended = here(command, arguments);
        assertThat(ended.status())
                .as("%s %s: %s%s", command, List.of(arguments), ended.out(), ended.err())
                .isZero();
        return ended.json();
    }

    /// Writes a file beside the network's folder.
    String file(String name, String content) throws IOException {
        return Files.writeString(scratch.resolve(name), content).toString();
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(folder.root())) {
            run("down");
        }
    }
}
