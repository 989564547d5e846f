package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessList;
import io.gridpact.deploy.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Stops the network of a folder; its data stays.
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the network of DIR in order.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    private final Console console = Console.standard();

    @Override
    public Integer call() throws IOException {
        NetworkFolder folder = data.folder();
        ProcessList processes = ProcessList.read(LocalNetwork.processesFile(folder));
        List<ProcessRecord> alive =
                processes.processes().stream().filter(ProcessRecord::isAlive).toList();
        processes.stop(console);
        Files.deleteIfExists(LocalNetwork.processesFile(folder));
        console.result(
                data.json(),
                () -> new ObjectMapper()
                        .createObjectNode()
                        .put("data", folder.root().toString())
                        .put("stopped", alive.size()),
                () -> alive.isEmpty() ? "Nothing was running." : "Stopped.");
        return 0;
    }
}
