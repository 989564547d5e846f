package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.client.ReviewClient;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.directory.v1.Direction;
import io.gridpact.status.v1.Adjustment;
import io.gridpact.status.v1.ReadingUnderReview;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a utility's operator does with readings that were refused.
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = "Shows readings that a utility refused, accepts or rejects them, and shows adjustments.",
        subcommands = {
            ReviewCommands.ListCommand.class,
            ReviewCommands.AcceptCommand.class,
            ReviewCommands.RejectCommand.class,
            ReviewCommands.AdjustmentsCommand.class
        })
final class ReviewCommands {

    private static final Duration DAY = Duration.ofDays(1);

    /// What all of them have in common.
    abstract static class Reviewing implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Option(names = "--utility", required = true, paramLabel = "ID", description = "Whose readings.")
        private String utility = "";

        abstract void run(Session session, ReviewClient client, boolean json) throws IOException;

        @Override
        public Integer call() throws IOException {
            try (Session session = Session.open(data)) {
                run(session, new ReviewClient(session.channels(), utility), data.json());
                return 0;
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows what nobody has decided on.")
    static final class ListCommand extends Reviewing {

        @Override
        void run(Session session, ReviewClient client, boolean json) {
            List<ReadingUnderReview> readings = client.underReview();
            Console.standard().result(json, () -> json(readings), () -> text(readings));
        }

        private static ObjectNode json(List<ReadingUnderReview> readings) {
            ObjectNode written = new ObjectMapper().createObjectNode();
            ArrayNode rows = written.putArray("readings");
            readings.forEach(reading -> rows.addObject()
                    .put("digest", hex(reading.getReadingDigest().toByteArray()))
                    .put("meter", reading.getMeterId())
                    .put("direction", direction(reading.getDirection()))
                    .put("start", instant(reading.getStartMillis()))
                    .put("end", instant(reading.getEndMillis()))
                    .put("energyWh", reading.getEnergyWh())
                    .put("sequence", reading.getSequence())
                    .put("field", reading.getField())
                    .put("description", reading.getDescription())
                    .put("receivedAt", instant(reading.getReceivedAtMillis())));
            return written;
        }

        private static String text(List<ReadingUnderReview> readings) {
            TextTable table = new TextTable("digest", "meter", "direction", "from", "to", ">Wh", ">number", "refused");
            readings.forEach(reading -> table.row(
                    hex(reading.getReadingDigest().toByteArray()),
                    reading.getMeterId().isEmpty() ? "not enrolled" : reading.getMeterId(),
                    direction(reading.getDirection()),
                    instant(reading.getStartMillis()),
                    instant(reading.getEndMillis()),
                    Long.toString(reading.getEnergyWh()),
                    Long.toString(reading.getSequence()),
                    reading.getField() + ": " + reading.getDescription()));
            return table.render();
        }
    }

    @Command(
            name = "accept",
            mixinStandardHelpOptions = true,
            description = "Has a refused reading judged again; the operator vouches for a register that begins anew.")
    static final class AcceptCommand extends Reviewing {

        @Parameters(paramLabel = "DIGEST", description = "The reading's digest, in hex.")
        private String digest = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for people.")
        private String reason = "";

        @Override
        void run(Session session, ReviewClient client, boolean json) {
            boolean adjustment = client.accept(digest, reason);
            Console.standard()
                    .result(
                            json,
                            () -> new ObjectMapper()
                                    .createObjectNode()
                                    .put("digest", digest)
                                    .put("adjustment", adjustment),
                            () -> adjustment ? "accepted for the next bill: its window is settled" : "accepted");
        }
    }

    @Command(name = "reject", mixinStandardHelpOptions = true, description = "Ends a review: it stays refused.")
    static final class RejectCommand extends Reviewing {

        @Parameters(paramLabel = "DIGEST", description = "The reading's digest, in hex.")
        private String digest = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for people.")
        private String reason = "";

        @Override
        void run(Session session, ReviewClient client, boolean json) {
            client.reject(digest, reason);
            Console.standard()
                    .result(json, () -> new ObjectMapper().createObjectNode().put("digest", digest), () -> "rejected");
        }
    }

    @Command(
            name = "adjustments",
            mixinStandardHelpOptions = true,
            description = "Shows readings that came too late for their window, for the next bill.")
    static final class AdjustmentsCommand extends Reviewing {

        @Option(names = "--from", paramLabel = "INSTANT", description = "First window (default: the network's day).")
        private @Nullable Instant from;

        @Option(names = "--until", paramLabel = "INSTANT", description = "Windows before it (default: a day later).")
        private @Nullable Instant until;

        @Override
        void run(Session session, ReviewClient client, boolean json) {
            Instant first = from != null ? from : session.clock().now().truncatedTo(ChronoUnit.DAYS);
            List<Adjustment> adjustments = client.adjustments(first, until != null ? until : first.plus(DAY));
            Console.standard().result(json, () -> json(adjustments), () -> text(adjustments));
        }

        private static ObjectNode json(List<Adjustment> adjustments) {
            ObjectNode written = new ObjectMapper().createObjectNode();
            ArrayNode rows = written.putArray("adjustments");
            adjustments.forEach(adjustment -> rows.addObject()
                    .put("digest", hex(adjustment.getReadingDigest().toByteArray()))
                    .put("meter", adjustment.getMeterId())
                    .put("direction", direction(adjustment.getDirection()))
                    .put("windowStart", instant(adjustment.getWindowStartMillis()))
                    .put("start", instant(adjustment.getStartMillis()))
                    .put("end", instant(adjustment.getEndMillis()))
                    .put("energyWh", adjustment.getEnergyWh())
                    .put("countedWh", adjustment.getCountedWh())
                    .put("estimated", adjustment.getEstimated()));
            return written;
        }

        private static String text(List<Adjustment> adjustments) {
            TextTable table = new TextTable("meter", "direction", "from", "to", ">says Wh", ">counted Wh", "counted");
            adjustments.forEach(adjustment -> table.row(
                    adjustment.getMeterId(),
                    direction(adjustment.getDirection()),
                    instant(adjustment.getStartMillis()),
                    instant(adjustment.getEndMillis()),
                    Long.toString(adjustment.getEnergyWh()),
                    Long.toString(adjustment.getCountedWh()),
                    adjustment.getEstimated() ? "estimated" : "measured"));
            return table.render();
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String direction(Direction direction) {
        return direction.name().replaceFirst("DIRECTION_", "");
    }
}
