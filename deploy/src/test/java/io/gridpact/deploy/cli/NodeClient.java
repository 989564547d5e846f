package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.network.NetworkFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The independent client of `src/test/node`, with its packages installed into the build's folder.
final class NodeClient {

    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "client.mjs", "gridpact.mjs");
    private static final List<String> IMPORTS =
            List.of("google/rpc/status.proto", "google/rpc/error_details.proto", "google/type/money.proto");

    private final Path folder;

    private NodeClient(Path folder) {
        this.folder = folder;
    }

    static NodeClient installed(Path scratch) throws IOException, InterruptedException {
        assertThat(works(scratch, "node", "--version") && works(scratch, "npm", "--version"))
                .as("Node 20 and npm are on the PATH: the independent client needs them, install both")
                .isTrue();
        Path folder = Files.createDirectories(Path.of("target", "node").toAbsolutePath());
        for (String file : FILES) {
            Files.write(folder.resolve(file), Files.readAllBytes(Path.of("src", "test", "node", file)));
        }
        for (String imported : IMPORTS) {
            Path target = folder.resolve("imports").resolve(imported);
            Files.createDirectories(target.resolveSibling("."));
            try (InputStream source = NodeClient.class.getResourceAsStream("/" + imported)) {
                Files.write(target, java.util.Objects.requireNonNull(source).readAllBytes());
            }
        }
        run(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        return new NodeClient(folder);
    }

    /// What the client prints.
    JsonNode trade(NetworkFolder network, JsonNode order) throws IOException, InterruptedException {
        String protos =
                Gridpact.root().resolve("proto/src/main/proto") + File.pathSeparator + folder.resolve("imports");
        String printed = run(folder, "node", "client.mjs", network.root().toString(), protos, order.toString());
        return new ObjectMapper().readTree(printed);
    }

    private static boolean works(Path folder, String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out-", ".txt");
        Path err = Files.createTempFile(folder, "err-", ".txt");
        int status = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError(String.join(" ", List.of(command).subList(0, 2)) + ": " + Files.readString(err));
        }
        return Files.readString(out);
    }
}
