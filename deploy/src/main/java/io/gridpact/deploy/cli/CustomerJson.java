package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.directory.v1.Direction;
import io.gridpact.directory.v1.GetCustomerResponse;
import java.time.Instant;
import java.util.HexFormat;

/// What a utility holds of a customer.
final class CustomerJson {

    private static final String DIRECTION_PREFIX = "DIRECTION_";

    private CustomerJson() {}

    static ObjectNode of(GetCustomerResponse customer) {
        ObjectNode written = new ObjectMapper()
                .createObjectNode()
                .put("id", customer.getCustomer().getCustomerId());
        ArrayNode meters = written.putArray("meters");
        customer.getMetersList().forEach(meter -> {
            ObjectNode entry = meters.addObject()
                    .put("id", meter.getMeterId())
                    .put(
                            "publicKey",
                            HexFormat.of().formatHex(meter.getPublicKey().toByteArray()))
                    .put(
                            "validFrom",
                            Instant.ofEpochMilli(meter.getValidFromMillis()).toString());
            ArrayNode directions = entry.putArray("directions");
            meter.getDirectionsList().forEach(direction -> directions.add(name(direction)));
        });
        ArrayNode mandates = written.putArray("mandates");
        customer.getMandatesList().forEach(mandate -> mandates.addObject()
                .put("platform", mandate.getPlatform())
                .put("direction", name(mandate.getDirection()))
                .put("limitWhPerDay", mandate.getLimitWhPerDay()));
        ArrayNode limits = written.putArray("limits");
        customer.getLimitsList().forEach(limit -> limits.addObject()
                .put("direction", name(limit.getDirection()))
                .put("limitWhPerDay", limit.getLimitWhPerDay()));
        return written;
    }

    static String text(ObjectNode customer) {
        TextTable table = new TextTable("customer " + customer.get("id").asText(), "", "", "");
        for (JsonNode meter : customer.get("meters")) {
            table.row(
                    "meter",
                    meter.get("id").asText(),
                    meter.get("directions").toString(),
                    meter.get("validFrom").asText());
        }
        for (JsonNode mandate : customer.get("mandates")) {
            table.row(
                    "mandate",
                    mandate.get("platform").asText(),
                    mandate.get("direction").asText(),
                    mandate.get("limitWhPerDay").asText() + " Wh a day");
        }
        for (JsonNode limit : customer.get("limits")) {
            table.row(
                    "limit",
                    "",
                    limit.get("direction").asText(),
                    limit.get("limitWhPerDay").asText() + " Wh a day");
        }
        return table.render();
    }

    private static String name(Direction direction) {
        return direction == Direction.UNRECOGNIZED
                ? direction.name()
                : direction.name().substring(DIRECTION_PREFIX.length());
    }
}
