package io.gridpact.gateway.node;

import io.gridpact.gateway.AParty;
import io.gridpact.gateway.FakeUtility;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.PeerChannels;
import io.grpc.Channel;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// What the gateway as a service meets: its database, its keys, its operator, a utility and two platforms.
public final class LocalNetwork implements QuarkusTestResourceLifecycleManager {

    static final AParty GATE = new AParty(ParticipantRole.GATEWAY, "gate");
    static final AParty OPERATOR = new AParty(ParticipantRole.OPERATOR, "gate-operator");
    static final AParty NORTH = new AParty(ParticipantRole.UTILITY, "north");
    static final AParty SUNBIRD = new AParty(ParticipantRole.PLATFORM, "sunbird");
    static final AParty HELIO = new AParty(ParticipantRole.PLATFORM, "helio");

    private static final Map<String, AutoCloseable> RUNNING = new ConcurrentHashMap<>();
    private static final AtomicReference<String> NORTHS_ENDPOINT = new AtomicReference<>("");
    private static final AtomicReference<Path> FOLDER = new AtomicReference<>(Path.of("."));
    private static final AtomicInteger PORT = new AtomicInteger();

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("gateway");
            FOLDER.set(folder);
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            RUNNING.put("postgres", postgres);
            FakeUtility north = new FakeUtility(NORTH.tlsIn(folder), peer -> peer.isOf(GATE.participant("", 1)));
            RUNNING.put("north", north);
            NORTHS_ENDPOINT.set(north.endpoint());
            int port = freePort();
            PORT.set(port);
            GATE.tlsIn(folder);
            return configuration(folder, postgres, port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> configuration(Path folder, EmbeddedPostgres postgres, int port) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put("gridpact.id", GATE.id);
        configuration.put("gridpact.clock", "manual");
        configuration.put("gridpact.keys.dir", folder.resolve(GATE.id).toString());
        configuration.put("gridpact.operator.spiffe-id", "spiffe://gridpact/operator/gate-operator");
        configuration.put(
                "gridpact.operator.tls-key-pin", OPERATOR.certificate.pin().hex());
        configuration.put("gridpact.database.url", postgres.getJdbcUrl("postgres", "postgres"));
        configuration.put("gridpact.database.user", "postgres");
        configuration.put("quarkus.grpc.server.test-port", Integer.toString(port));
        configuration.put("quarkus.grpc.server.port", Integer.toString(port));
        return configuration;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static String northsEndpoint() {
        return NORTHS_ENDPOINT.get();
    }

    /// A channel on which this party calls the gateway.
    static Channel as(AParty caller) {
        AutoCloseable channels = RUNNING.computeIfAbsent(
                "as " + caller.id,
                _ -> new PeerChannels(
                        caller.tlsIn(FOLDER.get()),
                        _ -> Optional.of(GATE.participant("127.0.0.1:" + PORT.get(), 1)),
                        new ClockDrift(NodeClock.system()),
                        CallMeter.NONE));
        return ((PeerChannels) channels).to(GATE.id);
    }

    static void closeDatabase() throws Exception {
        Objects.requireNonNull(RUNNING.remove("postgres")).close();
    }

    @Override
    public void stop() {
        RUNNING.values().forEach(running -> {
            try {
                running.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        RUNNING.clear();
    }
}
