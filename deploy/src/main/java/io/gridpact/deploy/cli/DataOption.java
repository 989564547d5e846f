package io.gridpact.deploy.cli;

import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFiles;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--data DIR` and `--json`, which every command on a network takes.
public final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".gridpact",
            description = "The network's folder (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".gridpact");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    public NetworkFolder folder() {
        return new NetworkFolder(data.toAbsolutePath().normalize());
    }

    public boolean json() {
        return json;
    }

    /// @throws ProcessFault if there is no network in the folder
    public NetworkState state() throws IOException {
        return NetworkState.read(folder())
                .orElseThrow(() -> new ProcessFault("no network in " + folder().root() + ": gridpact up starts one"));
    }

    public NetworkFile network() throws IOException {
        return NetworkFiles.readNetwork(folder().definition());
    }
}
