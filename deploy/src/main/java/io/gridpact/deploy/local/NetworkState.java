package io.gridpact.deploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.network.NetworkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `DIR/network.json` says: where everything of a network listens, which clock it reads, how often its
/// descriptors have changed.
///
/// @param name the network's
/// @param postgresPort on loopback
/// @param revision of the services' descriptors; 0 before the first
/// @param validFrom first instant of keys, agreements and meters; the start of a window
/// @param platforms ids, for the paths to their keys
public record NetworkState(
        String name,
        ClockSetting clock,
        List<ServiceAddress> services,
        int postgresPort,
        long revision,
        Instant validFrom,
        List<String> platforms) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public NetworkState {
        services = List.copyOf(services);
        platforms = List.copyOf(platforms);
    }

    public List<ServiceAddress> of(ServiceKind kind) {
        return services.stream().filter(service -> service.kind() == kind).toList();
    }

    public ServiceAddress service(String id) {
        return services.stream()
                .filter(service -> service.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + id + " in this network"));
    }

    public NetworkState with(ClockSetting changed) {
        return new NetworkState(name, changed, services, postgresPort, revision, validFrom, platforms);
    }

    public NetworkState withPlatforms(List<String> changed) {
        return new NetworkState(name, clock, services, postgresPort, revision, validFrom, changed);
    }

    /// Empty where there never was a network.
    public static Optional<NetworkState> read(NetworkFolder folder) throws IOException {
        if (!Files.exists(folder.networkJson())) {
            return Optional.empty();
        }
        JsonNode state = JSON.readTree(folder.networkJson().toFile());
        List<ServiceAddress> services = new ArrayList<>();
        state.get("services")
                .forEach(service -> services.add(new ServiceAddress(
                        service.get("id").asText(),
                        ServiceKind.valueOf(service.get("kind").asText()),
                        host(service.get("endpoint").asText()),
                        service.get("grpcPort").asInt(),
                        service.get("managementPort").asInt())));
        List<String> platforms = new ArrayList<>();
        state.get("platforms")
                .forEach(platform -> platforms.add(platform.get("id").asText()));
        return Optional.of(new NetworkState(
                state.get("name").asText(),
                clock(state.get("clock")),
                services,
                state.get("postgres").get("port").asInt(),
                state.get("descriptorRevision").asLong(),
                Instant.parse(state.get("validFrom").asText()),
                platforms));
    }

    private static String host(String endpoint) {
        return endpoint.substring(0, endpoint.lastIndexOf(':'));
    }

    private static ClockSetting clock(JsonNode clock) {
        return switch (clock.get("mode").asText()) {
            case "frozen" ->
                new ClockSetting.Frozen(Instant.parse(clock.get("at").asText()));
            case "running" ->
                new ClockSetting.Running(
                        Duration.ofMillis(clock.get("aheadMillis").asLong()));
            default -> new ClockSetting.System();
        };
    }

    public void write(NetworkFolder folder) throws IOException {
        ObjectNode state = JSON.createObjectNode().put("name", name);
        ObjectNode written = state.putObject("clock");
        switch (clock) {
            case ClockSetting.System() -> written.put("mode", "system");
            case ClockSetting.Frozen(Instant at) ->
                written.put("mode", "frozen").put("at", at.toString());
            case ClockSetting.Running(Duration ahead) ->
                written.put("mode", "running").put("aheadMillis", ahead.toMillis());
        }
        ArrayNode listed = state.putArray("services");
        services.forEach(service -> describe(listed.addObject(), service, folder));
        ArrayNode clients = state.putArray("platforms");
        platforms.forEach(platform -> clients.addObject()
                .put("id", platform)
                .put("folder", relative(folder, folder.client(platform)))
                .put("descriptor", relative(folder, folder.descriptor(platform))));
        state.putObject("postgres").put("host", "127.0.0.1").put("port", postgresPort);
        state.put("profile", relative(folder, folder.profile()))
                .put("descriptorRevision", revision)
                .put("validFrom", validFrom.toString());
        Path unfinished = folder.root().resolve("network.json.tmp");
        Files.writeString(unfinished, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n");
        Files.move(
                unfinished, folder.networkJson(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void describe(ObjectNode written, ServiceAddress service, NetworkFolder folder) {
        written.put("id", service.id())
                .put("kind", service.kind().name())
                .put("endpoint", service.endpoint())
                .put("grpcPort", service.grpcPort())
                .put("management", service.managementUrl())
                .put("managementPort", service.managementPort())
                .put(
                        "certificate",
                        relative(folder, folder.serviceKeys(service.id()).resolve("tls.crt.pem")))
                .put("descriptor", relative(folder, folder.descriptor(service.id())))
                .put("operator", relative(folder, folder.operator(service.id())))
                .put("log", relative(folder, folder.serviceLog(service.id())));
    }

    private static String relative(NetworkFolder folder, Path path) {
        return folder.root().relativize(path).toString();
    }
}
