package io.gridpact.deploy.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.network.NetworkFile.AgreementTerms;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.DeadlineTerms;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.deploy.network.NetworkFile.ProfileTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Writes `network.json`, `orders.jsonl` and `readings.csv` so that people can read them: a customer or order a line.
public final class NetworkWriter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BETWEEN_LINES = ",\n    ";

    private NetworkWriter() {}

    /// Writes all three into a folder, which is made if it is not there.
    public static void write(Path folder, DayGenerator.Day day) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("network.json"), network(day.network()));
        Files.writeString(
                folder.resolve("orders.jsonl"),
                day.orders().stream().map(order -> text(order(order)) + "\n").collect(Collectors.joining()));
        List<String> lines = new ArrayList<>();
        lines.add(NetworkFiles.READINGS_HEADER);
        day.readings()
                .forEach(reading -> lines.add(String.join(
                        ",",
                        reading.meter(),
                        reading.windowStart().toString(),
                        Long.toString(reading.injectedWh()),
                        Long.toString(reading.consumedWh()))));
        Files.writeString(folder.resolve("readings.csv"), String.join("\n", lines) + "\n");
    }

    /// The network as [NetworkFiles#readNetwork(Path)] reads it.
    public static String network(NetworkFile network) {
        return """
                {
                  "name": %s,
                  "start": %s,
                  "profile": %s,
                  "arbiter": %s,
                  "gateways": %s,
                  "utilities": %s,
                  "platforms": %s,
                  "agreements": [
                    %s
                  ],
                  "customers": [
                    %s
                  ],
                  "feeders": [
                    %s
                  ]
                }
                """.formatted(
                text(network.name()),
                text(network.start().toString()),
                text(profile(network.profile())),
                text(network.arbiter()),
                text(network.gateways()),
                text(network.utilities()),
                text(network.platforms()),
                lines(network.agreements().stream()
                        .map(NetworkWriter::agreement)
                        .toList()),
                lines(network.customers().stream().map(NetworkWriter::customer).toList()),
                lines(network.feeders().stream().map(NetworkWriter::feeder).toList()));
    }

    private static ObjectNode profile(ProfileTerms profile) {
        DeadlineTerms deadlines = profile.deadlines();
        ObjectNode written = JSON.createObjectNode()
                .put("windowMinutes", profile.windowMinutes())
                .put("allocationRule", profile.allocationRule())
                .put("toleranceBasisPoints", profile.toleranceBasisPoints());
        written.putObject("deadlineMinutes")
                .put("gateClosureBeforeStart", deadlines.gateClosureBeforeStart())
                .put("sealedDigestAfterGateClosure", deadlines.sealedDigestAfterGateClosure())
                .put("readingsAfterEnd", deadlines.readingsAfterEnd())
                .put("sellerStatusAfterEnd", deadlines.sellerStatusAfterEnd())
                .put("buyerStatusAfterEnd", deadlines.buyerStatusAfterEnd())
                .put("settlementAfterEnd", deadlines.settlementAfterEnd())
                .put("evidenceAfterEnd", deadlines.evidenceAfterEnd());
        return written.put("finalityDays", profile.finalityDays());
    }

    private static ObjectNode agreement(AgreementTerms agreement) {
        ObjectNode written = JSON.createObjectNode();
        written.putArray("utilities").add(agreement.firstUtility()).add(agreement.secondUtility());
        return written.put("currency", agreement.currency())
                .put("confirmationMode", agreement.confirmationMode())
                .put("settlementMode", agreement.settlementMode())
                .put(
                        "sellerDeviationPricePerKwh",
                        agreement.sellerDeviationPricePerKwh().toPlainString())
                .put(
                        "buyerDeviationPricePerKwh",
                        agreement.buyerDeviationPricePerKwh().toPlainString());
    }

    private static ObjectNode customer(CustomerEntry customer) {
        ObjectNode written =
                JSON.createObjectNode().put("utility", customer.utility()).put("id", customer.id());
        ArrayNode meters = written.putArray("meters");
        customer.meters().forEach(meter -> {
            ObjectNode entry = meters.addObject().put("id", meter.id());
            ArrayNode directions = entry.putArray("directions");
            meter.directions().forEach(directions::add);
            meter.validFrom().ifPresent(validFrom -> entry.put("validFrom", validFrom.toString()));
            if (meter.cannotSign()) {
                entry.put("signedBy", "UTILITY");
            }
        });
        ArrayNode mandates = written.putArray("mandates");
        customer.mandates().forEach(mandate -> mandates.addObject()
                .put("platform", mandate.platform())
                .put("direction", mandate.direction())
                .put("limitWhPerDay", mandate.limitWhPerDay()));
        ArrayNode limits = written.putArray("limits");
        customer.limits().forEach(limit -> limits.addObject()
                .put("direction", limit.direction())
                .put("limitWhPerDay", limit.limitWhPerDay()));
        return written;
    }

    private static ObjectNode feeder(FeederEntry feeder) {
        ObjectNode written =
                JSON.createObjectNode().put("utility", feeder.utility()).put("id", feeder.id());
        ArrayNode meters = written.putArray("meters");
        feeder.meters().forEach(meters::add);
        return written;
    }

    private static ObjectNode order(OrderLine order) {
        ObjectNode written = JSON.createObjectNode().put("name", order.name());
        order.at().ifPresent(at -> written.put("at", at.toString()));
        side(written.putObject("seller"), order.seller());
        side(written.putObject("buyer"), order.buyer());
        written.put("windowStart", order.windowStart().toString());
        if (order.windowMinutes() != ProfileTerms.DEFAULT.windowMinutes()) {
            written.put("windowMinutes", order.windowMinutes());
        }
        written.put("quantityWh", order.quantityWh())
                .put("pricePerKwh", order.pricePerKwh().toPlainString())
                .put("currency", order.currency());
        order.expires().ifPresent(expires -> written.put("expires", expires.toString()));
        order.tamper().ifPresent(tamper -> written.put("tamper", tamper));
        return written;
    }

    private static void side(ObjectNode written, OrderLine.Side side) {
        written.put("platform", side.platform())
                .put("utility", side.utility())
                .put("customer", side.customer())
                .put("meter", side.meter());
    }

    private static String lines(List<ObjectNode> objects) {
        return objects.stream().map(NetworkWriter::text).collect(Collectors.joining(BETWEEN_LINES));
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
