package io.gridpact.utility.wire;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.PassphraseKind;
import io.gridpact.utility.network.ANetwork;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// What the utility north needs to start: a database, its keys, its operator. Makes the certificates of everyone who
/// will call.
public final class RunningUtility implements QuarkusTestResourceLifecycleManager {

    static final String UTILITY = "north";
    static final String OPERATOR = "north-operator";
    static final String HEAD_END = "north-head-end";

    /// Who has a folder with a certificate in this network.
    static final Map<String, ParticipantRole> PARTIES = Map.of(
            UTILITY,
            ParticipantRole.UTILITY,
            "south",
            ParticipantRole.UTILITY,
            "east",
            ParticipantRole.UTILITY,
            "sunbird",
            ParticipantRole.PLATFORM,
            "helio",
            ParticipantRole.PLATFORM,
            "nova",
            ParticipantRole.PLATFORM,
            "gate",
            ParticipantRole.GATEWAY,
            "arbiter",
            ParticipantRole.ARBITER,
            HEAD_END,
            ParticipantRole.HEAD_END,
            OPERATOR,
            ParticipantRole.OPERATOR);

    static final String FOLDER = "test.network.folder";

    private static final String PASSPHRASE = "passphrase";
    private static final AtomicReference<ADatabaseServer> DATABASE = new AtomicReference<>();

    static ADatabaseServer database() {
        return DATABASE.get();
    }

    @Override
    public Map<String, String> start() {
        try {
            return started(Files.createTempDirectory("utility-test"));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Map<String, String> started(Path folder) throws IOException, GeneralSecurityException {
        Map<String, String> config = new HashMap<>();
        for (var party : PARTIES.entrySet()) {
            ACertificate certificate = ACertificate.of(party.getValue(), party.getKey());
            certificate.writeTo(folder.resolve(party.getKey()));
            if (party.getKey().equals(OPERATOR)) {
                config.put("gridpact.operator.tls-key-pin", certificate.pin().hex());
            }
        }
        Path own = folder.resolve(UTILITY);
        SecureRandom random = new SecureRandom();
        char[] passphrase = PASSPHRASE.toCharArray();
        FileSigner.write(
                own.resolve("signing.key.pem"), ANetwork.seed(UTILITY), passphrase, PassphraseKind.RANDOM, random);
        ANetwork.hpkeKey(UTILITY).write(own.resolve("hpke.key.pem"), passphrase, PassphraseKind.RANDOM, random);
        DATABASE.set(new ADatabaseServer(folder.resolve("database"), freePort()));
        config.put(FOLDER, folder.toString());
        config.put("gridpact.id", UTILITY);
        config.put("gridpact.clock", "manual");
        config.put("gridpact.clock.start", ANetwork.NOW.toString());
        config.put("gridpact.keys.dir", own.toString());
        config.put("gridpact.keys.passphrase", PASSPHRASE);
        config.put("gridpact.operator.spiffe-id", Participants.spiffeId(ParticipantRole.OPERATOR, OPERATOR));
        config.put("gridpact.database.url", database().url());
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
        Door.hangUp();
        database().close();
    }
}
