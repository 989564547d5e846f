package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.network.DayGenerator;
import io.gridpact.deploy.network.NetworkWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Makes files for a demo.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description =
                "Writes a network and its day, network.json, orders.jsonl and readings.csv; the same seed, the same files.")
final class GenerateCommand implements Callable<Integer> {

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--homes", paramLabel = "N", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
    private int homes;

    @Option(names = "--utilities", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int utilities;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to write.")
    private Path out = Path.of(".");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        DayGenerator.Day day = DayGenerator.generate(seed, homes, utilities);
        NetworkWriter.write(out, day);
        Console.standard()
                .result(
                        json,
                        () -> new ObjectMapper()
                                .createObjectNode()
                                .put("folder", out.toString())
                                .put("customers", day.network().customers().size())
                                .put("orders", day.orders().size())
                                .put("readings", day.readings().size()),
                        () -> "%d customers, %d orders, %d readings in %s"
                                .formatted(
                                        day.network().customers().size(),
                                        day.orders().size(),
                                        day.readings().size(),
                                        out));
        return 0;
    }
}
