package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.keys.KeyRenewal;
import io.gridpact.deploy.keys.TlsCredential;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.RevocationWire;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Participants' keys: which there are, new ones, and those that are taken back.
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Lists, renews and revokes participants' keys, without restart.",
        subcommands = {KeyCommand.ListKeys.class, KeyCommand.Rotate.class, KeyCommand.Revoke.class})
final class KeyCommand implements Callable<Integer> {

    /// Kinds of keys.
    enum Kind {
        SIGNING,
        HPKE,
        TLS
    }

    /// A service looks at its folder of keys again within a second.
    private static final Duration FOLDER_IS_LOOKED_AT = Duration.ofMillis(1_500);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "list, rotate or revoke?");
    }

    private static Set<KeyId> revoked(Session session) {
        Set<KeyId> revoked = new HashSet<>();
        KeyTelling.log(session).documents().forEach(logged -> {
            Envelope document = EnvelopeWire.fromMessage(logged.getDocument(), "document");
            if (document.payloadType().equals(Revocation.PAYLOAD_TYPE)) {
                revoked.add(RevocationWire.revocation(document).keyId());
            }
        });
        return revoked;
    }

    private static Instant now(Session session) {
        return session.clock().now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void print(DataOption data, ObjectNode json, KeyTelling telling, String headline) {
        json.set("told", telling.json());
        Console.standard().result(data.json(), () -> json, () -> headline + "\n" + telling.text());
    }

    private static ObjectNode receipt(ObjectNode json, LogReceipt receipt) {
        json.putObject("receipt")
                .put("leafIndex", receipt.leafIndex())
                .put("loggedAt", receipt.loggedAt().toString());
        return json;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists signing keys.")
    static final class ListKeys implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Override
        public Integer call() throws IOException {
            try (Session session = Session.open(data)) {
                Set<KeyId> revoked = revoked(session);
                Instant now = now(session);
                ArrayNode json = new ObjectMapper().createArrayNode();
                TextTable table = new TextTable("participant", "key", "from", "until", "state");
                for (String id : signers(session)) {
                    for (SigningKey key : new KeyTelling(session, id).present().signingKeys()) {
                        String state = state(key, revoked, now);
                        String keyId = key.key().id().hex();
                        json.addObject()
                                .put("participant", id)
                                .put("keyId", keyId)
                                .put("validFrom", key.validFrom().toString())
                                .put("validUntil", key.validUntil().toString())
                                .put("state", state);
                        table.row(
                                id,
                                keyId.substring(0, 16),
                                key.validFrom().toString(),
                                key.validUntil().toString(),
                                state);
                    }
                }
                Console.standard()
                        .result(
                                data.json(),
                                () -> new ObjectMapper().createObjectNode().set("keys", json),
                                table::render);
                return 0;
            }
        }

        private static List<String> signers(Session session) {
            Set<String> ids = new TreeSet<>(session.network().utilities());
            ids.addAll(session.channels().state().platforms());
            ids.add(session.network().arbiter());
            return List.copyOf(ids);
        }

        private static String state(SigningKey key, Set<KeyId> revoked, Instant now) {
            if (revoked.contains(key.key().id())) {
                return "revoked";
            }
            if (key.validAt(now)) {
                return "valid";
            }
            return now.isBefore(key.validFrom()) ? "not yet" : "expired";
        }
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Makes a utility's next key beside the present one, and tells everyone.")
    static final class Rotate implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Parameters(paramLabel = "UTILITY", description = "Whose key.")
        private String utility = "";

        @Option(
                names = "--key",
                paramLabel = "KIND",
                defaultValue = "SIGNING",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Kind kind = Kind.SIGNING;

        @Override
        public Integer call() throws IOException, InterruptedException {
            try (Session session = Session.open(data)) {
                if (!session.network().utilities().contains(utility)) {
                    throw new ProcessFault("no utility " + utility + " in this network");
                }
                KeyTelling telling = new KeyTelling(session, utility);
                Participant present = telling.present();
                KeyRenewal renewal = telling.renewal();
                ObjectNode json = new ObjectMapper().createObjectNode();
                Participant next =
                        switch (kind) {
                            case SIGNING -> renewal.signing(present, now(session));
                            case HPKE -> renewal.opening(present);
                            case TLS -> present;
                        };
                LogReceipt receipt = kind == Kind.TLS
                        ? renewTls(session, telling, renewal, present)
                        : publish(telling, renewal, next);
                if (kind == Kind.SIGNING) {
                    json.put("keyId", next.signingKeys().getLast().key().id().hex());
                }
                json.put("participant", utility).put("kind", kind.name());
                json.put("revision", telling.present().revision());
                print(
                        data,
                        receipt(json, receipt),
                        telling,
                        "revision " + telling.present().revision() + " is out");
                return telling.everyoneKnows() ? 0 : 1;
            }
        }

        private static LogReceipt publish(KeyTelling telling, KeyRenewal renewal, Participant next)
                throws IOException, InterruptedException {
            // The file is there: what is sealed for a key, or signed by it, is dealt with from the first moment on.
            Thread.sleep(FOLDER_IS_LOOKED_AT);
            return telling.publish(renewal.descriptor(next));
        }

        /// Both keys are pinned before the new one is shown, and the old one until it is.
        private LogReceipt renewTls(Session session, KeyTelling telling, KeyRenewal renewal, Participant present)
                throws IOException, InterruptedException {
            var keys = session.folder().serviceKeys(utility);
            TlsCredential next = TlsCredential.next(keys, present.spiffeId(), Instant.now(), session.random());
            Digest old = TlsCredential.read(keys).pin();
            Participant both = renewal.pins(present, List.of(old, next.pin()));
            LogReceipt ignored = telling.publish(renewal.descriptor(both));
            next.replace(keys);
            Thread.sleep(FOLDER_IS_LOOKED_AT);
            return telling.publish(renewal.descriptor(renewal.pins(both, List.of(next.pin()))));
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Takes a signing key back: signed by the root key, in the arbiter's log, and told everyone.")
    static final class Revoke implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Parameters(paramLabel = "PARTICIPANT", description = "Whose key.")
        private String participant = "";

        @Option(
                names = "--key",
                paramLabel = "KEY_ID",
                description = "Its id in hex (default: the key before the newest).")
        private @Nullable String keyId;

        @Option(
                names = "--reason",
                paramLabel = "REASON",
                defaultValue = "SUPERSEDED",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private RevocationReason reason = RevocationReason.SUPERSEDED;

        @Override
        public Integer call() throws IOException {
            try (Session session = Session.open(data)) {
                KeyTelling telling = new KeyTelling(session, participant);
                KeyId revoked =
                        keyId == null ? before(telling.present(), revoked(session)) : new KeyId(Digest.ofHex(keyId));
                Envelope revocation = telling.renewal().revocation(participant, revoked, reason, now(session));
                LogReceipt receipt = telling.revoke(revocation);
                ObjectNode json = new ObjectMapper().createObjectNode();
                json.put("participant", participant).put("keyId", revoked.hex()).put("reason", reason.name());
                print(
                        data,
                        receipt(json, receipt),
                        telling,
                        "key %s is revoked since %s, leaf %d"
                                .formatted(revoked.hex().substring(0, 16), receipt.loggedAt(), receipt.leafIndex()));
                return telling.everyoneKnows() ? 0 : 1;
            }
        }

        private static KeyId before(Participant present, Set<KeyId> revoked) {
            List<SigningKey> left = present.signingKeys().stream()
                    .filter(key -> !revoked.contains(key.key().id()))
                    .sorted(Comparator.comparing(SigningKey::validFrom))
                    .toList();
            if (left.size() < 2) {
                throw new ProcessFault("only one key is left: rotate first, or name it with --key");
            }
            return left.get(left.size() - 2).key().id();
        }
    }
}
