package io.gridpact.deploy.local;

import static io.gridpact.protocol.directory.Participants.spiffeId;

import io.gridpact.deploy.keys.NetworkKeys;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.keys.TlsCredential;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.postgres.Databases;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.WatchedProcess;
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import io.gridpact.protocol.directory.ParticipantRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Starts one service as a process, configured by system properties; what is secret goes by the environment.
final class ServiceLauncher {

    /// A heap of 256 MB is the bound of issue and tests; the serial collector and one compiler start fastest.
    static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED");

    private final Path builtRoot;
    private final NetworkFolder folder;
    private final Secrets secrets;
    private final String arbiter;
    private final NetworkFile network;
    private final JvmMode jvmMode;
    private final Surroundings surroundings;

    ServiceLauncher(LocalNetwork.Start start, NetworkFolder folder, Secrets secrets) {
        this.builtRoot = start.builtRoot();
        this.folder = folder;
        this.secrets = secrets;
        this.arbiter = start.network().arbiter();
        this.network = start.network();
        this.jvmMode = start.jvmMode();
        this.surroundings = start.surroundings();
    }

    WatchedProcess start(ServiceAddress service, int postgresPort, ClockSetting clock) throws IOException {
        Path program = service.kind().program(builtRoot);
        if (!Files.exists(program)) {
            throw new ProcessFault(program + " is missing: build first");
        }
        List<String> command = new ArrayList<>(surroundings.before(service.id()));
        command.add(java());
        command.addAll(JVM_FLAGS);
        command.addAll(surroundings.jvmFlags(service.id()));
        command.addAll(jvmMode(service.id())
                .flags(service.kind().cache(builtRoot), StartCaches.recording(folder, service.id())));
        properties(service, postgresPort, clock).forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-jar");
        command.add(program.toString());
        Map<String, String> environment = Map.of(
                "GRIDPACT_KEYS_PASSPHRASE", secrets.keysPassphrase(service.id()),
                "QUARKUS_DATASOURCE_PASSWORD", secrets.databasePassword(service.id()));
        return WatchedProcess.start(
                service.id(),
                command,
                environment,
                folder.serviceLog(service.id()),
                EndSignal.TERM,
                service.kind().stopOrder());
    }

    /// One of each kind is recorded; to write down the others would only take its time.
    private JvmMode jvmMode(String id) {
        boolean recorded = id.equals(network.arbiter())
                || id.equals(network.utilities().getFirst())
                || id.equals(network.gateways().getFirst());
        return jvmMode == JvmMode.RECORDING && !recorded ? JvmMode.QUICK : jvmMode;
    }

    /// The virtual machine that runs this very command.
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Path log(ServiceAddress service) {
        return folder.serviceLog(service.id());
    }

    private Map<String, String> properties(ServiceAddress service, int postgresPort, ClockSetting clock)
            throws IOException {
        Map<String, String> properties = new TreeMap<>();
        String id = service.id();
        properties.put("quarkus.profile", "local");
        properties.put("gridpact.id", id);
        properties.put("gridpact.keys.dir", folder.serviceKeys(id).toString());
        properties.put("gridpact.operator.spiffe-id", spiffeId(ParticipantRole.OPERATOR, NetworkKeys.operatorOf(id)));
        properties.put(
                "gridpact.operator.tls-key-pin",
                TlsCredential.read(folder.operator(id)).pin().hex());
        properties.put("gridpact.arbiter", arbiter);
        properties.put("quarkus.grpc.server.host", service.host());
        properties.put("quarkus.management.host", service.host());
        properties.put("quarkus.grpc.server.port", Integer.toString(service.grpcPort()));
        properties.put("quarkus.management.port", Integer.toString(service.managementPort()));
        properties.put("quarkus.datasource.jdbc.url", Databases.url(surroundings.postgresHost(), postgresPort, id));
        properties.put("quarkus.datasource.username", id);
        properties.put("gridpact.clock", clock.mode());
        switch (clock) {
            case ClockSetting.System() -> {}
            case ClockSetting.Frozen(Instant start) -> {
                properties.put("gridpact.clock.start", start.toString());
                properties.put("gridpact.clock.runs", "false");
            }
            case ClockSetting.Running running -> {
                properties.put("gridpact.clock.start", running.at(Instant.now()).toString());
                properties.put("gridpact.clock.runs", "true");
            }
        }
        return properties;
    }
}
