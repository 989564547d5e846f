package io.gridpact.deploy.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridpact.deploy.network.NetworkFile.AgreementTerms;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.DeadlineTerms;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import io.gridpact.deploy.network.NetworkFile.ProfileTerms;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads `network.json`, `orders.jsonl` and `readings.csv`.
public final class NetworkFiles {

    /// First line of every readings file.
    public static final String READINGS_HEADER = "meter,window_start,injected_wh,consumed_wh";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_CURRENCY = "EUR";
    private static final int CSV_COLUMNS = 4;

    private NetworkFiles() {}

    /// @throws MalformedFileException naming the place at fault
    public static NetworkFile readNetwork(Path file) throws IOException {
        return network(Files.readString(file), file.toString());
    }

    /// One order, or one a line.
    public static List<OrderLine> readOrders(Path file) throws IOException {
        List<OrderLine> orders = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank()) {
                orders.add(order(line, file + ":" + number, "order-" + number));
            }
        }
        return List.copyOf(orders);
    }

    public static List<ReadingLine> readReadings(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().strip().equals(READINGS_HEADER)) {
            throw new MalformedFileException(file + ":1", "the header " + READINGS_HEADER + " is expected");
        }
        List<ReadingLine> readings = new ArrayList<>();
        for (int index = 1; index < lines.size(); index++) {
            if (!lines.get(index).isBlank()) {
                readings.add(reading(lines.get(index), file + ":" + (index + 1)));
            }
        }
        return List.copyOf(readings);
    }

    static NetworkFile network(String text, String place) {
        Fields fields = new Fields(parse(text, place), "");
        NetworkFile network = new NetworkFile(
                fields.text("name", "gridpact"),
                fields.instant("start"),
                fields.optionalObject("profile").map(NetworkFiles::profile).orElse(ProfileTerms.DEFAULT),
                fields.text("arbiter", "arbiter"),
                fields.texts("gateways"),
                fields.texts("utilities"),
                fields.texts("platforms"),
                fields.objects("agreements", NetworkFiles::agreement),
                fields.objects("customers", NetworkFiles::customer),
                fields.objects("feeders", NetworkFiles::feeder));
        fields.finish();
        NetworkRules.check(network);
        return network;
    }

    private static ProfileTerms profile(Fields fields) {
        ProfileTerms defaults = ProfileTerms.DEFAULT;
        ProfileTerms profile = new ProfileTerms(
                fields.smallInteger("windowMinutes", defaults.windowMinutes()),
                fields.text("allocationRule", defaults.allocationRule()),
                fields.smallInteger("toleranceBasisPoints", defaults.toleranceBasisPoints()),
                fields.optionalObject("deadlineMinutes")
                        .map(NetworkFiles::deadlines)
                        .orElse(defaults.deadlines()),
                fields.smallInteger("finalityDays", defaults.finalityDays()));
        fields.finish();
        return profile;
    }

    private static DeadlineTerms deadlines(Fields fields) {
        DeadlineTerms defaults = ProfileTerms.DEFAULT.deadlines();
        DeadlineTerms deadlines = new DeadlineTerms(
                fields.smallInteger("gateClosureBeforeStart", defaults.gateClosureBeforeStart()),
                fields.smallInteger("sealedDigestAfterGateClosure", defaults.sealedDigestAfterGateClosure()),
                fields.smallInteger("readingsAfterEnd", defaults.readingsAfterEnd()),
                fields.smallInteger("sellerStatusAfterEnd", defaults.sellerStatusAfterEnd()),
                fields.smallInteger("buyerStatusAfterEnd", defaults.buyerStatusAfterEnd()),
                fields.smallInteger("settlementAfterEnd", defaults.settlementAfterEnd()),
                fields.smallInteger("evidenceAfterEnd", defaults.evidenceAfterEnd()));
        fields.finish();
        return deadlines;
    }

    private static AgreementTerms agreement(Fields fields) {
        List<String> pair = fields.texts("utilities").stream().sorted().toList();
        if (pair.size() != 2) {
            throw fields.fault("utilities", "two utilities are expected (one twice for its terms with itself)");
        }
        return new AgreementTerms(
                pair.get(0),
                pair.get(1),
                fields.text("currency", DEFAULT_CURRENCY),
                fields.text("confirmationMode", "BLOCKING"),
                fields.text("settlementMode", "DIRECT"),
                fields.optionalDecimal("sellerDeviationPricePerKwh").orElse(BigDecimal.ZERO),
                fields.optionalDecimal("buyerDeviationPricePerKwh").orElse(BigDecimal.ZERO));
    }

    private static CustomerEntry customer(Fields fields) {
        return new CustomerEntry(
                fields.text("utility"),
                fields.text("id"),
                fields.objects(
                        "meters",
                        meter -> new MeterEntry(
                                meter.text("id"),
                                meter.texts("directions"),
                                meter.optionalInstant("validFrom"),
                                isSignedByUtility(meter))),
                fields.objects(
                        "mandates",
                        mandate -> new MandateEntry(
                                mandate.text("platform"), mandate.text("direction"), mandate.integer("limitWhPerDay"))),
                fields.objects(
                        "limits", limit -> new LimitEntry(limit.text("direction"), limit.integer("limitWhPerDay"))));
    }

    private static boolean isSignedByUtility(Fields meter) {
        return switch (meter.text("signedBy", "METER")) {
            case "METER" -> false;
            case "UTILITY" -> true;
            default -> throw meter.fault("signedBy", "is neither METER nor UTILITY");
        };
    }

    private static FeederEntry feeder(Fields fields) {
        return new FeederEntry(fields.text("utility"), fields.text("id"), fields.texts("meters"));
    }

    static OrderLine order(String line, String place, String otherwiseNamed) {
        Fields fields = new Fields(parse(line, place), place);
        OrderLine order = new OrderLine(
                fields.text("name", otherwiseNamed),
                fields.optionalInstant("at"),
                side(fields.object("seller")),
                side(fields.object("buyer")),
                fields.instant("windowStart"),
                fields.smallInteger("windowMinutes", ProfileTerms.DEFAULT.windowMinutes()),
                fields.integer("quantityWh"),
                fields.optionalDecimal("pricePerKwh").orElseThrow(() -> fields.fault("pricePerKwh", "is missing")),
                fields.text("currency", DEFAULT_CURRENCY),
                fields.optionalInstant("expires"),
                fields.optionalText("tamper"));
        if (order.tamper().isPresent() && !order.tamper().get().equals(OrderLine.TAMPER_QUANTITY)) {
            throw fields.fault("tamper", "only " + OrderLine.TAMPER_QUANTITY + " can be altered");
        }
        fields.finish();
        return order;
    }

    private static OrderLine.Side side(Fields fields) {
        OrderLine.Side side = new OrderLine.Side(
                fields.text("platform"), fields.text("utility"), fields.text("customer"), fields.text("meter"));
        fields.finish();
        return side;
    }

    private static ReadingLine reading(String line, String place) {
        String[] columns = line.strip().split(",", -1);
        if (columns.length != CSV_COLUMNS) {
            throw new MalformedFileException(place, "4 columns are expected");
        }
        try {
            return new ReadingLine(
                    columns[0], Instant.parse(columns[1]), Long.parseLong(columns[2]), Long.parseLong(columns[3]));
        } catch (DateTimeException notAnInstant) {
            throw new MalformedFileException(place, "window_start is not an instant");
        } catch (NumberFormatException notANumber) {
            throw new MalformedFileException(place, "a column is not a whole number of watt-hours");
        }
    }

    private static JsonNode parse(String text, String place) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new MalformedFileException(place, "is not JSON: " + notJson.getOriginalMessage());
        }
    }
}
