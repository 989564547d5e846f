package io.gridpact.deploy.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The processes of a network as written down in its folder, in the order in which they stop.
public record ProcessList(List<ProcessRecord> processes) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static ProcessList read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new ProcessList(List.of());
        }
        List<ProcessRecord> processes = new ArrayList<>();
        for (JsonNode process : JSON.readTree(file.toFile())) {
            processes.add(new ProcessRecord(
                    process.get("name").asText(),
                    process.get("pid").asLong(),
                    process.get("startedMillis").asLong(),
                    EndSignal.valueOf(process.get("endSignal").asText()),
                    process.get("stopOrder").asInt()));
        }
        return new ProcessList(List.copyOf(processes));
    }

    public void write(Path file) throws IOException {
        ArrayNode written = JSON.createArrayNode();
        processes.forEach(process -> written.addObject()
                .put("name", process.name())
                .put("pid", process.pid())
                .put("startedMillis", process.startedMillis())
                .put("endSignal", process.endSignal().name())
                .put("stopOrder", process.stopOrder()));
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(unfinished, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(written) + "\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public boolean anyAlive() {
        return processes.stream().anyMatch(ProcessRecord::isAlive);
    }

    /// Stops what still runs, in order.
    public void stop(Progress progress) {
        Map<Integer, List<ProcessRecord>> byOrder = new TreeMap<>();
        processes.forEach(process -> byOrder.computeIfAbsent(process.stopOrder(), order -> new ArrayList<>())
                .add(process));
        for (List<ProcessRecord> together : byOrder.values()) {
            List<ProcessRecord> alive =
                    together.stream().filter(ProcessRecord::isAlive).toList();
            if (alive.isEmpty()) {
                continue;
            }
            progress.tell("stopping "
                    + String.join(", ", alive.stream().map(ProcessRecord::name).toList()));
            try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
                alive.forEach(process -> stopping.execute(process::stop));
            }
        }
    }
}
