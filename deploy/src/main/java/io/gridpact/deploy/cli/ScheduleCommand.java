package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.client.GridClient;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.directory.v1.ScheduleLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a utility's operator plans by: per window and feeder, what is sold out of it and bought into it.
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description = "Shows, per window and feeder, what is sold and bought (energy in kWh).")
final class ScheduleCommand implements Callable<Integer> {

    private static final int KILO_DECIMALS = 3;
    private static final Duration DAY = Duration.ofDays(1);

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--utility", paramLabel = "ID", description = "Whose feeders (default: all utilities').")
    private @Nullable String utility;

    @Option(names = "--feeder", paramLabel = "ID", description = "One feeder alone.")
    private String feeder = "";

    @Option(names = "--from", paramLabel = "INSTANT", description = "First window (default: the network's day).")
    private @Nullable Instant from;

    @Option(names = "--until", paramLabel = "INSTANT", description = "Windows before it (default: a day later).")
    private @Nullable Instant until;

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data)) {
            Instant first = from != null ? from : session.clock().now().truncatedTo(ChronoUnit.DAYS);
            Instant end = until != null ? until : first.plus(DAY);
            List<String> known = session.network().utilities();
            if (utility != null && !known.contains(utility)) {
                throw new ProcessFault(utility + " is not one of the utilities: " + String.join(", ", known));
            }
            Map<String, List<ScheduleLine>> schedules = new LinkedHashMap<>();
            for (String id : utility != null ? List.of(utility) : known) {
                schedules.put(id, new GridClient(session.channels(), id).schedule(first, end, feeder));
            }
            Console.standard().result(data.json(), () -> json(schedules), () -> text(schedules));
            return 0;
        }
    }

    private static ObjectNode json(Map<String, List<ScheduleLine>> schedules) {
        ObjectNode written = new ObjectMapper().createObjectNode();
        ArrayNode lines = written.putArray("lines");
        schedules.forEach((id, schedule) -> schedule.forEach(line -> lines.addObject()
                .put("utility", id)
                .put("feeder", line.getFeeder())
                .put("windowStart", start(line))
                .put("soldWh", line.getSoldWh())
                .put("boughtWh", line.getBoughtWh())
                .put("localWh", line.getLocalWh())
                .put("pendingSoldWh", line.getPendingSoldWh())
                .put("pendingBoughtWh", line.getPendingBoughtWh())
                .put("trades", line.getTrades())));
        return written;
    }

    private static String text(Map<String, List<ScheduleLine>> schedules) {
        TextTable table = new TextTable(
                "window",
                "utility",
                "feeder",
                ">trades",
                ">sold",
                ">bought",
                ">stays here",
                ">out (+) or in (-)",
                ">not sealed: sold",
                ">bought");
        schedules.forEach((id, schedule) -> schedule.forEach(line -> table.row(
                start(line),
                id,
                line.getFeeder().isEmpty() ? "-" : line.getFeeder(),
                Long.toString(line.getTrades()),
                kilowattHours(line.getSoldWh()),
                kilowattHours(line.getBoughtWh()),
                kilowattHours(line.getLocalWh()),
                kilowattHours(line.getSoldWh() - line.getBoughtWh()),
                kilowattHours(line.getPendingSoldWh()),
                kilowattHours(line.getPendingBoughtWh()))));
        return table.render();
    }

    private static String start(ScheduleLine line) {
        return Instant.ofEpochMilli(line.getWindowStartMillis()).toString();
    }

    private static String kilowattHours(long wattHours) {
        return BigDecimal.valueOf(wattHours, KILO_DECIMALS).toPlainString();
    }
}
