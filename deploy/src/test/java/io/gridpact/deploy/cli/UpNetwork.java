package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import io.gridpact.deploy.network.NetworkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    Ended run(String command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", folder.root().toString(), "--json"));
        return Gridpact.run(scratch, all.toArray(String[]::new));
    }

    /// Runs a command that has to succeed.
    JsonNode done(String command, String... arguments) throws IOException {
        Ended ended = run(command, arguments);
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
