package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.client.GridClient;
import io.gridpact.deploy.network.NetworkEdits;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts meters on a feeder; also in the folder's definition, so that the next start does the same.
@Command(name = "feeder", mixinStandardHelpOptions = true, description = "Says which meters are on a feeder.")
final class FeederCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--utility", required = true, paramLabel = "ID", description = "Whose feeder.")
    private String utility = "";

    @Option(names = "--meters", required = true, split = ",", paramLabel = "ID", description = "Meters, with commas.")
    private List<String> meters = List.of();

    @Parameters(index = "0", paramLabel = "FEEDER", description = "The feeder's name at that utility.")
    private String feeder = "";

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data);
                Edits edits = Edits.of(data.folder())) {
            FeederEntry entry = new FeederEntry(utility, feeder, meters);
            NetworkFile edited = NetworkEdits.withFeeder(edits.definition(), entry);
            int changed = new GridClient(session.channels(), utility).place(List.of(entry));
            edits.write(edited);
            Console.standard()
                    .result(
                            data.json(),
                            () -> new ObjectMapper()
                                    .createObjectNode()
                                    .put("feeder", feeder)
                                    .put("changed", changed),
                            () -> changed + " meters are on " + feeder + " now that were not before");
            return 0;
        }
    }
}
