package io.gridpact.arbiter.node;

import io.gridpact.arbiter.network.ADatabase;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.envelope.FileSigner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an arbiter needs to start: a database, its keys, its operator. Makes the certificates of everyone who will
/// call.
public final class RunningArbiter implements QuarkusTestResourceLifecycleManager {

    /// Who has a folder with a certificate in this network, by role.
    static final Map<ParticipantRole, List<String>> PARTIES = Map.of(
            ParticipantRole.ARBITER, List.of("arbiter"),
            ParticipantRole.OPERATOR, List.of("arbiter-operator"),
            ParticipantRole.UTILITY, List.of("north", "south", "east", "west"),
            ParticipantRole.GATEWAY, List.of("gate"),
            ParticipantRole.PLATFORM, List.of("helio"),
            ParticipantRole.HEAD_END, List.of("north-head-end"));

    static final String FOLDER = "test.network.folder";
    static final String START = "2026-06-01T06:00:00Z";

    @Override
    public Map<String, String> start() {
        try {
            return started();
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Map<String, String> started() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("arbiter-test");
        Map<String, String> pins = new HashMap<>();
        for (var parties : PARTIES.entrySet()) {
            for (String id : parties.getValue()) {
                ACertificate certificate = ACertificate.of(parties.getKey(), id);
                certificate.writeTo(folder.resolve(id));
                pins.put(id, certificate.pin().hex());
            }
        }
        FileSigner.write(
                folder.resolve("arbiter").resolve("signing.key.pem"),
                AParty.utility("arbiter").seed(),
                "passphrase".toCharArray(),
                new SecureRandom());
        Map<String, String> config = new HashMap<>();
        config.put(FOLDER, folder.toString());
        config.put("gridpact.id", "arbiter");
        config.put("gridpact.clock", "manual");
        config.put("gridpact.clock.start", START);
        config.put("gridpact.keys.dir", folder.resolve("arbiter").toString());
        config.put("gridpact.keys.passphrase", "passphrase");
        config.put("gridpact.operator.spiffe-id", Participants.spiffeId(ParticipantRole.OPERATOR, "arbiter-operator"));
        config.put("gridpact.operator.tls-key-pin", pins.getOrDefault("arbiter-operator", ""));
        config.put("gridpact.database.url", ADatabase.empty().url());
        config.put("gridpact.database.user", "postgres");
        String port = Integer.toString(freePort());
        config.put("quarkus.grpc.server.port", port);
        config.put("quarkus.grpc.server.test-port", port);
        config.put("quarkus.management.test-port", Integer.toString(freePort()));
        return config;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        // The server ends with this JVM.
    }
}
