package io.gridpact.utility.wire;

import static io.gridpact.utility.network.ANetwork.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.directory.v1.RevocationServiceGrpc;
import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Keys that change while the utility runs: it is not restarted, and no order is refused for it.
@QuarkusTest
@QuarkusTestResource(RunningUtility.class)
class KeysTest {

    private static final char[] PASSPHRASE = "passphrase".toCharArray();

    @BeforeAll
    static void theDayHasBegun() {
        ADay.begin();
    }

    /// Other tests share this utility: it goes back to its first keys.
    @AfterEach
    void theNewKeysGo() throws IOException {
        Files.deleteIfExists(file("signing-next.key.pem"));
        Files.deleteIfExists(file("hpke-next.key.pem"));
        Eventually.holds(
                "the first key signs", () -> signer(PeerRefusals.order()).equals(key("north")));
    }

    @Test
    void a_new_signing_key_is_taken_from_its_file_and_used_once_the_descriptor_names_it() throws IOException {
        AnOrder before = PeerRefusals.order();
        assertThat(signer(before)).isEqualTo(key("north"));
        FileSigner.write(file("signing-next.key.pem"), ANetwork.seed("north next"), PASSPHRASE, new SecureRandom());
        assertThat(signer(PeerRefusals.order()))
                .as("no descriptor names it yet")
                .isEqualTo(key("north"));

        putSelf(present -> List.of(
                present.signingKeys().getFirst(),
                new SigningKey(ANetwork.signer("north next").publicKey(), NOW, NOW.plus(Duration.ofDays(90)))));

        Eventually.holds(
                "the next key signs", () -> signer(PeerRefusals.order()).equals(key("north next")));
        assertThat(signer(before))
                .as("one answer, the same to every repetition")
                .isEqualTo(key("north"));
        assertThat(Door.management("/q/health/ready")).contains("signing-key").contains("\"valid\": true");
        assertThat(Door.management("/q/metrics")).contains("gridpact_key_expires_seconds");
    }

    @Test
    void orders_sealed_for_the_old_and_for_the_new_key_are_opened_while_both_files_are_there() throws IOException {
        HpkePrivateKey.of(ANetwork.seed("north next hpke"))
                .write(file("hpke-next.key.pem"), PASSPHRASE, new SecureRandom());
        Participant self = ANetwork.participant("north");
        Participant next = new Participant(
                self.id(),
                self.role(),
                self.endpoint(),
                self.spiffeId(),
                self.tlsKeyPins(),
                self.signingKeys(),
                Optional.of(new HpkeKey(
                        HpkePrivateKey.of(ANetwork.seed("north next hpke")).publicKey())),
                self.rootSigningKey(),
                2);
        AnOrder forTheOld = PlatformRefusals.order();

        // Each time another order: a refusal, once signed, is the answer to its order for good.
        Eventually.holds(
                "the new key opens", () -> isConfirmed(PlatformRefusals.order().sealedFor(next)));
        assertThat(isConfirmed(forTheOld)).isTrue();
    }

    private static boolean isConfirmed(AnOrder order) {
        return Door.call("gate", TradeServiceGrpc.getConfirmMethod(), List.of(Platform.confirm(order)))
                .refusal()
                .isEmpty();
    }

    @Test
    void a_revocation_that_a_peer_hands_over_counts_at_once() {
        Participant fresh =
                ANetwork.participant("fresh", ParticipantRole.PLATFORM, "", Hash.sha256(Hash.utf8("tls of fresh")));
        put(ANetwork.descriptor(fresh));
        AnOrder order = PlatformRefusals.order().soldThrough("fresh");
        assertThat(reason(order)).as("its signature is believed").isEqualTo(Reason.NO_MANDATE);

        Envelope revocation = KeyRefusals.revocation("fresh", "fresh root");
        assertThat(handOver(revocation)).isEqualTo(1);
        assertThat(handOver(revocation)).as("again").isZero();

        assertThat(reason(PlatformRefusals.order().soldThrough("fresh"))).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(reason(order)).as("also what was signed before").isEqualTo(Reason.SIGNATURE_INVALID);
    }

    private static int handOver(Envelope revocation) {
        return Door.served(
                        "south",
                        RevocationServiceGrpc.getHandOverRevocationsMethod(),
                        KeyRefusals.handOver(revocation, revocation))
                .getFirst()
                .getApplied();
    }

    private static Reason reason(AnOrder order) {
        return Documented.reasonOf(
                Door.call("gate", TradeServiceGrpc.getConfirmMethod(), List.of(Platform.confirm(order)))
                        .refusal()
                        .orElseThrow());
    }

    /// Which key signs north's answer to an order of south.
    private static KeyId signer(AnOrder order) {
        var answer = Door.served("south", PeerTradeServiceGrpc.getCountersignMethod(), ADay.SOUTH.countersign(order))
                .getFirst()
                .getAttestation();
        return EnvelopeWire.fromMessage(answer, "attestation")
                .signatures()
                .getFirst()
                .keyId();
    }

    private static KeyId key(String name) {
        return ANetwork.signer(name).publicKey().id();
    }

    private static Path file(String name) {
        return Door.folder().resolve("north").resolve(name);
    }

    private static void putSelf(Function<Participant, List<SigningKey>> keys) {
        Participant present = DirectoryWire.participant(ADay.descriptor("north", ParticipantRole.UTILITY));
        put(ANetwork.descriptor(new Participant(
                present.id(),
                present.role(),
                present.endpoint(),
                present.spiffeId(),
                present.tlsKeyPins(),
                keys.apply(present),
                present.hpkeKey(),
                present.rootSigningKey(),
                present.revision() + 1)));
    }

    private static void put(Envelope descriptor) {
        Door.served(
                RunningUtility.OPERATOR,
                OperatorServiceGrpc.getPutParticipantMethod(),
                PutParticipantRequest.newBuilder()
                        .setParticipant(EnvelopeWire.toMessage(descriptor))
                        .build());
    }
}
