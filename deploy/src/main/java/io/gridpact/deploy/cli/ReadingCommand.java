package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.client.HeadEndClient.Metering;
import io.gridpact.deploy.client.HeadEnds;
import io.gridpact.deploy.client.HeadEnds.Submitted;
import io.gridpact.deploy.network.NetworkFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Has meters sign readings and head-ends send them.
@Command(
        name = "reading",
        mixinStandardHelpOptions = true,
        description = "Has the meters sign the readings of a file and their head-ends send them.")
final class ReadingCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "FILE", description = "Readings as CSV.")
    private Path file = Path.of("");

    @Option(
            names = "--reading-minutes",
            paramLabel = "N",
            defaultValue = "15",
            description = "How often meters read: a whole part of the window (default: ${DEFAULT-VALUE}).")
    private int readingMinutes = 15;

    @Option(
            names = "--correct",
            description = "The readings replace earlier ones of the same intervals: each is a correction under the"
                    + " next number, without registers.")
    private boolean correct;

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data)) {
            Metering metering = new Metering(
                    Duration.ofMinutes(session.network().profile().windowMinutes()),
                    Duration.ofMinutes(readingMinutes));
            HeadEnds headEnds =
                    new HeadEnds(session.folder(), session.channels(), session.network(), metering, session.random());
            Submitted submitted = correct
                    ? headEnds.correct(NetworkFiles.readReadings(file))
                    : headEnds.submit(NetworkFiles.readReadings(file));
            Console.standard().result(data.json(), () -> json(submitted), () -> text(submitted));
            return submitted.refused() == 0 ? 0 : 1;
        }
    }

    private static ObjectNode json(Submitted submitted) {
        ObjectNode written = new ObjectMapper()
                .createObjectNode()
                .put("accepted", submitted.accepted())
                .put("adjustments", submitted.adjustments())
                .put("repeated", submitted.repeated())
                .put("refused", submitted.refused());
        submitted.refusals().forEach(written.putArray("refusals")::add);
        return written;
    }

    private static String text(Submitted submitted) {
        String counts = "%d readings accepted, %d for the next bill, %d repeated, %d refused"
                .formatted(submitted.accepted(), submitted.adjustments(), submitted.repeated(), submitted.refused());
        return submitted.refusals().isEmpty() ? counts : counts + "\n" + String.join("\n", submitted.refusals());
    }
}
