package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.gridpact.directory.v1.BilateralAgreement;
import io.gridpact.directory.v1.MeterEnrolment;
import io.gridpact.directory.v1.NetworkProfile;
import io.gridpact.directory.v1.ParticipantDescriptor;
import io.gridpact.directory.v1.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.status.v1.StatusPage;
import io.gridpact.trade.v1.Attestation;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.Order;
import io.gridpact.trade.v1.PlatformQuery;
import io.gridpact.trade.v1.Receipt;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.trade.v1.TradeUpdate;
import io.gridpact.trade.v1.UpdateAttestation;
import io.gridpact.trade.v1.UpdateReceipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// What is signed, and its verifiers: what they believe says nothing but what somebody has signed.
final class SignedTargets {

    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private static final Map<String, List<Message>> MESSAGES = Map.ofEntries(
            Map.entry(ConsentedOrderVectors.FOLDER, messages(ConsentedOrder.getDefaultInstance(), order())),
            Map.entry(SealedOrderVectors.SEALED, messages(SealedOrder.getDefaultInstance(), attestation(), order())),
            Map.entry(SealedOrderVectors.RECEIPT, messages(envelope(), Receipt.getDefaultInstance())),
            Map.entry(SealedOrderVectors.OPENING, messages(SealedOpening.getDefaultInstance())),
            Map.entry(
                    SealingProofVectors.FOLDER,
                    messages(
                            io.gridpact.trade.v1.SealingProof.getDefaultInstance(),
                            io.gridpact.arbiter.v1.JournalRoot.getDefaultInstance(),
                            io.gridpact.arbiter.v1.LogReceipt.getDefaultInstance(),
                            Receipt.getDefaultInstance(),
                            TradeUpdate.getDefaultInstance())),
            Map.entry(UpdateVectors.UPDATE, messages(envelope(), TradeUpdate.getDefaultInstance())),
            Map.entry(UpdateVectors.ATTESTATION, messages(envelope(), UpdateAttestation.getDefaultInstance())),
            Map.entry(UpdateVectors.RECEIPT, messages(envelope(), UpdateReceipt.getDefaultInstance())),
            Map.entry(QueryVectors.FOLDER, messages(envelope(), PlatformQuery.getDefaultInstance())),
            Map.entry(DirectoryVectors.DESCRIPTOR, messages(envelope(), ParticipantDescriptor.getDefaultInstance())),
            Map.entry(DirectoryVectors.PROFILE, messages(envelope(), NetworkProfile.getDefaultInstance())),
            Map.entry(DirectoryVectors.AGREEMENT, messages(envelope(), BilateralAgreement.getDefaultInstance())),
            Map.entry(DirectoryVectors.ENROLMENT, messages(envelope(), MeterEnrolment.getDefaultInstance())),
            Map.entry(RevocationVectors.FOLDER, messages(envelope(), Revocation.getDefaultInstance())));

    private SignedTargets() {}

    static Stream<HostileTarget> all() {
        return Stream.concat(
                MESSAGES.keySet().stream().sorted().map(SignedTargets::judged),
                Stream.of(envelopes(), signatures(), statusPage(), sealingProof()));
    }

    /// As [Judge] judges the vectors of a folder.
    private static HostileTarget judged(String folder) {
        List<Vector> vectors = VectorsTest.vectors().stream()
                .filter(vector -> vector.folder().equals(folder))
                .toList();
        Set<List<Object>> signed = new HashSet<>();
        vectors.stream()
                .filter(vector -> vector.outcome().equals("accepted"))
                .forEach(vector -> signed.add(said(folder, vector.bytes())));
        assertThat(signed).as(folder).isNotEmpty();
        return new HostileTarget(
                folder.replace('/', '-'),
                vectors.stream().map(Vector::bytes).toList(),
                Objects.requireNonNull(MESSAGES.get(folder)),
                bytes -> {
                    Refusal refusal = Judge.refusal(folder, bytes);
                    if (refusal != null) {
                        throw new RefusedException(refusal);
                    }
                    if (!folder.equals(DirectoryVectors.PROFILE)) {
                        assertThat(signed).contains(said(folder, bytes));
                    }
                });
    }

    /// What a believed message says: digests of all that is signed in it.
    private static List<Object> said(String folder, byte[] bytes) {
        if (folder.equals(ConsentedOrderVectors.FOLDER)) {
            return List.of(OrderWire.consented(bytes).order().digest());
        }
        if (folder.equals(SealedOrderVectors.SEALED)) {
            return said(SealedOrderWire.fromMessage(Strict.parse(SealedOrder.parser(), bytes, AT)));
        }
        if (folder.equals(SealingProofVectors.FOLDER)) {
            SealingProof proof = SealingWire.parse(bytes, AT);
            List<Object> said = new ArrayList<>(said(proof.sealed()));
            proof.update().ifPresent(made -> {
                said.add(made.update().digest());
                said.add(made.sellerAttestation().attestation().digest());
                said.add(made.buyerAttestation().attestation().digest());
            });
            switch (proof.evidence()) {
                case SealingProof.Receipted receipted ->
                    said.add(receipted.receipt().digest());
                case SealingProof.UpdateReceipted receipted ->
                    said.add(receipted.receipt().digest());
                case SealingProof.Logged logged -> {
                    said.add(logged.minute().root().digest());
                    said.add(logged.minute().receipt().statement());
                    said.add(logged.index());
                }
            }
            return said;
        }
        if (folder.equals(SealedOrderVectors.OPENING)) {
            var sealed = OpeningWire.fromMessage(Strict.parse(SealedOpening.parser(), bytes, AT), AT);
            return List.of(HexFormat.of().formatHex(sealed.encapsulatedKey())
                    + HexFormat.of().formatHex(sealed.ciphertext()));
        }
        return List.of(EnvelopeWire.parse(bytes, AT).digest());
    }

    private static List<Object> said(io.gridpact.protocol.order.SealedOrder sealed) {
        return List.of(
                sealed.consented().order().digest(),
                sealed.sellerAttestation().attestation().digest(),
                sealed.buyerAttestation().attestation().digest());
    }

    private static HostileTarget envelopes() {
        return new HostileTarget("envelope", signedEnvelopes(), List.of(envelope()), bytes -> {
            Envelope read = EnvelopeWire.parse(bytes, AT);
            assertThat(EnvelopeWire.parse(EnvelopeWire.encode(read), AT)).isEqualTo(read);
        });
    }

    /// Direct and batched signatures, under every key that there is.
    private static HostileTarget signatures() {
        Set<Digest> signed = new HashSet<>();
        signedEnvelopes()
                .forEach(bytes -> signed.add(EnvelopeWire.parse(bytes, AT).digest()));
        return new HostileTarget("signature", signedEnvelopes(), List.of(envelope()), bytes -> {
            Envelope read = EnvelopeWire.parse(bytes, AT);
            boolean believed = read.signatures().stream().anyMatch(signature -> ANetwork.everyone()
                    .anyMatch(id -> ANetwork.VERIFIER.verify(ANetwork.signer(id).publicKey(), read, signature)));
            if (!believed) {
                throw new RefusedException(Refusal.of(Reason.SIGNATURE_INVALID, "signatures", "nobody's"));
            }
            assertThat(signed).contains(read.digest());
        });
    }

    private static List<byte[]> signedEnvelopes() {
        List<byte[]> payloads = Stream.of("one", "two", "three", "four", "five")
                .map(ANetwork::salt)
                .toList();
        List<Digest> digests = payloads.stream()
                .map(payload -> new Envelope("gridpact/order/v1", payload, List.of()).digest())
                .toList();
        var batch = Envelopes.signBatch(digests, ANetwork.signer("north"));
        List<byte[]> encoded = new ArrayList<>();
        for (int index = 0; index < payloads.size(); index++) {
            encoded.add(EnvelopeWire.encode(
                    new Envelope("gridpact/order/v1", payloads.get(index), List.of(batch.get(index)))));
        }
        encoded.add(EnvelopeWire.encode(
                Envelopes.sign("gridpact/order/v1", ANetwork.salt("six"), ANetwork.signer("helio"))));
        return encoded;
    }

    private static HostileTarget statusPage() {
        List<Envelope> envelopes = signedEnvelopes().stream()
                .map(bytes -> EnvelopeWire.parse(bytes, AT))
                .toList();
        return new HostileTarget(
                "status-page",
                List.of(StatusPageWire.encode(envelopes), StatusPageWire.encode(envelopes.subList(0, 1))),
                List.of(StatusPage.getDefaultInstance()),
                bytes -> {
                    List<Envelope> read = StatusPageWire.parse(bytes, AT);
                    assertThat(StatusPageWire.parse(StatusPageWire.encode(read), AT))
                            .isEqualTo(read);
                });
    }

    private static HostileTarget sealingProof() {
        List<byte[]> seeds = VectorsTest.vectors().stream()
                .filter(vector -> vector.folder().equals(SealingProofVectors.FOLDER))
                .map(Vector::bytes)
                .toList();
        return new HostileTarget(
                "stored-sealing-proof",
                seeds,
                List.of(io.gridpact.trade.v1.SealingProof.getDefaultInstance(), Attestation.getDefaultInstance()),
                bytes -> {
                    SealingProof read = SealingWire.parse(bytes, AT);
                    SealingProof again = SealingWire.parse(SealingWire.encode(read), AT);
                    assertThat(again.leaf()).isEqualTo(read.leaf());
                    assertThat(SealingWire.encode(again)).isEqualTo(SealingWire.encode(read));
                });
    }

    private static List<Message> messages(Message... messages) {
        return List.of(messages);
    }

    private static Message order() {
        return Order.getDefaultInstance();
    }

    private static Message attestation() {
        return Attestation.getDefaultInstance();
    }

    private static Message envelope() {
        return io.gridpact.directory.v1.Envelope.getDefaultInstance();
    }
}
