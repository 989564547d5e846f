package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.deploy.keys.PrivateFiles;
import io.gridpact.deploy.network.NetworkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sealed orders as platforms keep them: the bytes that came, and the names that people gave.
final class SealedOrderFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMES = "names.json";

    private SealedOrderFiles() {}

    static void write(NetworkFolder folder, List<Trade> trades) throws IOException {
        try (Edits edits = Edits.of(folder)) {
            writeAlone(folder, trades);
        }
    }

    private static void writeAlone(NetworkFolder folder, List<Trade> trades) throws IOException {
        Path orders = Files.createDirectories(folder.sealedOrders());
        ObjectNode names = JSON.createObjectNode();
        Path file = orders.resolve(NAMES);
        if (Files.exists(file) && JSON.readTree(file.toFile()) instanceof ObjectNode present) {
            names.setAll(present);
        }
        for (Trade trade : trades) {
            if (trade.outcome() instanceof Outcome.Sealed(var _, byte[] encoded)) {
                Files.write(orders.resolve(trade.orderId() + ".binpb"), encoded);
                names.put(trade.orderId(), trade.line().name());
            }
        }
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(names) + "\n");
    }

    /// What people called orders, by order id.
    static Map<String, String> names(NetworkFolder folder) throws IOException {
        Map<String, String> names = new HashMap<>();
        Path file = folder.sealedOrders().resolve(NAMES);
        if (Files.exists(file)) {
            for (Map.Entry<String, JsonNode> name : JSON.readTree(file.toFile()).properties()) {
                names.put(name.getKey(), name.getValue().asText());
            }
        }
        return names;
    }
}
