package io.gridpact.deploy.faults;

import io.gridpact.deploy.client.DirectoryLogClient;
import io.gridpact.deploy.client.OperatorClient;
import io.gridpact.deploy.keys.KeyRenewal;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.keys.SigningKeyFile;
import io.gridpact.deploy.local.Readiness;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/// The part of a round in which participants and keys change. What a service has acknowledged it must know, however it
/// ended.
final class DirectoryPart {

    /// A service looks at its folder of keys again within a second; real time.
    private static final Duration FOLDER_IS_LOOKED_AT = Duration.ofMillis(1_500);

    /// Until when the last of a utility's keys may sign.
    private static final String KEY_EXPIRES = "gridpact_key_expires_seconds";

    /// At most; the keys of two rounds differ by more.
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(1);

    private final RoundScene scene;
    private final Trial trial;

    DirectoryPart(RoundScene scene) {
        this.scene = scene;
        this.trial = scene.trial();
    }

    /// A participant has a new descriptor.
    void introduce() throws IOException, InterruptedException {
        if (!scene.breakers().isKillIn(Phase.INTRODUCE)) {
            return;
        }
        String victim = scene.breakers().killIn(Phase.INTRODUCE).orElseThrow().victim();
        Envelope renewed = trial.ground().renewed(trial.network());
        scene.breakers().arm(Phase.INTRODUCE);
        put(victim, renewed);
        scene.breakers().struck(Phase.INTRODUCE);
        requireKnown(victim, renewed);
    }

    /// A utility has a next signing key and, once everyone knows it, revokes the one before; both in the log.
    void renew() throws IOException, InterruptedException {
        if (!scene.breakers().isKillIn(Phase.RENEW)) {
            return;
        }
        String utility = scene.utilityOf(Phase.RENEW);
        KeyRenewal renewal = renewal(utility);
        Participant present = present(utility);
        Participant next = renewal.signing(present, scene.steering().now().truncatedTo(ChronoUnit.MILLIS));
        Thread.sleep(FOLDER_IS_LOOKED_AT);
        Envelope descriptor = renewal.descriptor(next);
        scene.breakers().arm(Phase.RENEW);
        Envelope unused = published(descriptor);
        Files.write(trial.network().folder().descriptor(utility), EnvelopeWire.encode(descriptor));
        trial.readDescriptors();
        List<String> all = trial.network().state().services().stream()
                .map(ServiceAddress::id)
                .sorted(Comparator.comparing(utility::equals))
                .toList();
        all.forEach(service -> put(service, descriptor));
        awaitSigning(utility, next.signingKeys().getLast().validUntil());
        KeyId old = present.signingKeys().getLast().key().id();
        Envelope revocation = renewal.revocation(
                utility,
                old,
                RevocationReason.SUPERSEDED,
                scene.steering().now().truncatedTo(ChronoUnit.MILLIS));
        Envelope receipt = published(revocation);
        for (String told : scene.utilities()) {
            boolean ignored =
                    scene.steering().attempt("a revocation is taken", () -> log().handOver(told, revocation, receipt));
        }
        scene.breakers().struck(Phase.RENEW);
        all.forEach(service -> requireKnown(service, descriptor));
        requireLoggedOnce(descriptor);
        requireLoggedOnce(revocation);
    }

    /// A key is taken back once another signs: what a revoked key signs meanwhile would be refused for good.
    private void awaitSigning(String utility, Instant validUntil) {
        ServiceAddress service = trial.network().state().services().stream()
                .filter(each -> each.id().equals(utility))
                .findFirst()
                .orElseThrow();
        var unused = scene.steering().attempt("the new key of " + utility + " signs", () -> {
            Instant until = scene.steering().now().plusSeconds(secondsLeft(service));
            if (until.isBefore(validUntil.minus(CLOCKS_DIFFER_BY))) {
                throw new ProcessFault("its keys are valid until " + until);
            }
            return true;
        });
    }

    private static long secondsLeft(ServiceAddress service) {
        try {
            return Readiness.metrics(service)
                    .lines()
                    .filter(line -> line.startsWith(KEY_EXPIRES))
                    .mapToLong(line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).longValue())
                    .findFirst()
                    .orElseThrow(() -> new ProcessFault("no " + KEY_EXPIRES));
        } catch (IOException unanswered) {
            throw new UncheckedIOException(unanswered);
        }
    }

    private Envelope published(Envelope document) {
        return scene.steering().attempt("a document is logged", () -> log().publish(document));
    }

    private DirectoryLogClient log() {
        return new DirectoryLogClient(
                trial.channels(), scene.utilities().getFirst(), scene.network().arbiter());
    }

    private void put(String service, Envelope descriptor) {
        boolean ignored = scene.steering()
                .attempt("a descriptor is taken", () -> new OperatorClient(trial.channels(), service)
                        .putParticipant(descriptor));
    }

    private void requireKnown(String service, Envelope descriptor) {
        boolean known = scene
                .steering()
                .attempt("descriptors are listed", () -> new OperatorClient(trial.channels(), service).participants())
                .stream()
                .anyMatch(each -> each.digest().equals(descriptor.digest()));
        if (!known) {
            scene.findings().add(service + " has lost a descriptor");
        }
    }

    private void requireLoggedOnce(Envelope document) {
        long times = scene.steering().attempt("the log is read", () -> log().documents()).stream()
                .filter(logged -> EnvelopeWire.fromMessage(logged.getDocument(), "document")
                        .digest()
                        .equals(document.digest()))
                .count();
        if (times != 1) {
            scene.findings().add("a document is " + times + " times in the log");
        }
    }

    private Participant present(String utility) throws IOException {
        return DirectoryWire.participant(EnvelopeWire.parse(
                Files.readAllBytes(trial.network().folder().descriptor(utility)), Fields.of(Reason.INVALID_REQUEST)));
    }

    private KeyRenewal renewal(String utility) throws IOException {
        SecureRandom random = new SecureRandom();
        NetworkFolder folder = trial.network().folder();
        String passphrase = Secrets.in(folder.secrets(), random).keysPassphrase(utility);
        return new KeyRenewal(
                folder.serviceKeys(utility),
                passphrase.toCharArray(),
                SigningKeyFile.read(folder.rootKey(utility)),
                random);
    }
}
