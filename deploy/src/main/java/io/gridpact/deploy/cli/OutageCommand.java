package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.client.OutageClient;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.trade.v1.AffectedTrade;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.UpdateReason;
import io.gridpact.trade.v1.UpdateState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Announces an outage as a utility's operator.
@Command(
        name = "outage",
        mixinStandardHelpOptions = true,
        description = "Cancels, or curtails to a share, every trade that an outage affects, and has everybody told.")
final class OutageCommand implements Callable<Integer> {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int PREFIX_BYTES = 4;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "NAME", description = "What it is called; repeated under one name, nothing is done twice.")
    private String name = "";

    @Option(names = "--utility", required = true, paramLabel = "ID", description = "Whose operator announces it.")
    private String utility = "";

    @Option(names = "--feeder", paramLabel = "ID", description = "Trades of meters on this feeder.")
    private String feeder = "";

    @Option(names = "--meters", split = ",", paramLabel = "ID", description = "Trades of these meters.")
    private List<String> meters = List.of();

    @Option(names = "--from", paramLabel = "INSTANT", description = "First window (default: now).")
    private @Nullable Instant from;

    @Option(names = "--until", paramLabel = "INSTANT", description = "Windows before it (default: a day later).")
    private @Nullable Instant until;

    @Option(names = "--keep", paramLabel = "PERCENT", description = "Share of each trade that is left (default: 0).")
    private int keepPercent;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "outage (default), congestion, policy or metering.")
    private String reason = "outage";

    @Override
    public Integer call() throws IOException {
        UpdateReason why = Arrays.stream(UpdateReason.values())
                .filter(value -> value.name().equals("UPDATE_REASON_" + reason.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ProcessFault(reason + " is no reason"));
        try (Session session = Session.open(data)) {
            if (!session.network().utilities().contains(utility)) {
                throw new ProcessFault(utility + " is not one of the utilities");
            }
            Instant first = from != null ? from : session.clock().now().truncatedTo(ChronoUnit.MILLIS);
            Instant end = until != null ? until : first.plus(DAY);
            List<AffectedTrade> affected = new OutageClient(session.channels(), utility)
                    .announce(AnnounceOutageRequest.newBuilder()
                            .setOutageId(name)
                            .setFeeder(feeder)
                            .addAllMeterIds(meters)
                            .setFromMillis(first.toEpochMilli())
                            .setUntilMillis(end.toEpochMilli())
                            .setKeepPercent(keepPercent)
                            .setReason(why)
                            .build());
            Console.standard().result(data.json(), () -> json(affected), () -> text(affected));
            return affected.stream().anyMatch(trade -> trade.getState() == UpdateState.UPDATE_STATE_REFUSED) ? 1 : 0;
        }
    }

    private static ObjectNode json(List<AffectedTrade> affected) {
        ObjectNode written = new ObjectMapper().createObjectNode();
        ArrayNode trades = written.putArray("trades");
        affected.forEach(trade -> trades.addObject()
                .put(
                        "orderDigest",
                        HexFormat.of().formatHex(trade.getOrderDigest().toByteArray()))
                .put(
                        "windowStart",
                        Instant.ofEpochMilli(trade.getWindowStartMillis()).toString())
                .put("quantityWh", trade.getQuantityWh())
                .put("leftWh", trade.getLeftWh())
                .put("state", state(trade))
                .put("reason", reason(trade)));
        return written;
    }

    private static String text(List<AffectedTrade> affected) {
        TextTable table = new TextTable("trade", "window", ">Wh", ">left", "update", "why not");
        affected.forEach(trade -> table.row(
                HexFormat.of()
                        .formatHex(trade.getOrderDigest()
                                .substring(0, PREFIX_BYTES)
                                .toByteArray()),
                Instant.ofEpochMilli(trade.getWindowStartMillis()).toString(),
                Long.toString(trade.getQuantityWh()),
                Long.toString(trade.getLeftWh()),
                state(trade),
                reason(trade)));
        return table.render();
    }

    private static String state(AffectedTrade trade) {
        return trade.getState().name().replaceFirst("^UPDATE_STATE_", "");
    }

    private static String reason(AffectedTrade trade) {
        return trade.getReasonValue() == 0 ? "" : trade.getReason().name().replaceFirst("^REASON_", "");
    }
}
