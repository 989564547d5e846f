package io.gridpact.protocol.wire;

import static io.gridpact.protocol.wire.ANetwork.DIRECTORY;
import static io.gridpact.protocol.wire.ANetwork.NOW;
import static io.gridpact.protocol.wire.ANetwork.PROFILE;
import static io.gridpact.protocol.wire.ANetwork.VERIFIER;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.RevocationRules;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.QueryRules;
import io.gridpact.protocol.order.SealedOrderRules;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.SealingRules;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.SealedOrder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What this implementation makes of a vector, in the vector's own words.
final class Judge {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private Judge() {}

    static String outcome(Vector vector) {
        try {
            return switch (verdict(vector.folder(), vector.bytes())) {
                case Verdict.Accepted ignored -> "accepted";
                case Verdict.Refused refused -> outcome(refused.refusal());
            };
        } catch (RefusedException refused) {
            return outcome(refused.refusal());
        }
    }

    private static String outcome(Refusal refusal) {
        return Vector.refusal(refusal.reason(), refusal.field());
    }

    /// Null where it is accepted.
    static @Nullable Refusal refusal(String folder, byte[] bytes) {
        return switch (verdict(folder, bytes)) {
            case Verdict.Accepted ignored -> null;
            case Verdict.Refused refused -> refused.refusal();
        };
    }

    private static Verdict verdict(String folder, byte[] bytes) {
        return switch (folder) {
            case ConsentedOrderVectors.FOLDER -> consented(bytes);
            case SealedOrderVectors.SEALED -> sealed(bytes);
            case SealedOrderVectors.RECEIPT -> receipt(envelope(bytes));
            case SealedOrderVectors.OPENING -> opening(bytes);
            case SealingProofVectors.FOLDER -> sealing(bytes);
            case UpdateVectors.UPDATE -> update(envelope(bytes));
            case UpdateVectors.ATTESTATION -> updateAttestation(envelope(bytes));
            case UpdateVectors.RECEIPT -> updateReceipt(envelope(bytes));
            case QueryVectors.FOLDER -> query(envelope(bytes));
            case DirectoryVectors.DESCRIPTOR -> descriptor(envelope(bytes));
            case DirectoryVectors.PROFILE -> profile(envelope(bytes));
            case DirectoryVectors.AGREEMENT -> agreement(envelope(bytes));
            case RevocationVectors.FOLDER -> revocation(envelope(bytes));
            case DirectoryVectors.ENROLMENT -> enrolment(envelope(bytes));
            default -> throw new IllegalArgumentException(folder);
        };
    }

    private static Verdict consented(byte[] bytes) {
        var consented = OrderWire.consented(bytes);
        Order order = consented.order();
        return OrderRules.shape(order)
                .then(() -> OrderRules.consent(consented, NOW, DIRECTORY, VERIFIER))
                .then(() -> OrderRules.addressed(order, "north", TradeRole.SELLER))
                .then(() -> OrderRules.terms(order, agreementOf(order), PROFILE, NOW))
                .then(() -> OrderRules.timely(order, PROFILE, NOW));
    }

    private static @Nullable Agreement agreementOf(Order order) {
        return Stream.of(ANetwork.AGREEMENT, ANetwork.OWN_TERMS)
                .filter(agreement -> agreement.between(order.buyerUtility(), order.sellerUtility()))
                .findFirst()
                .orElse(null);
    }

    private static Verdict sealed(byte[] bytes) {
        SealedOrderWire.verified(Strict.parse(SealedOrder.parser(), bytes, ""), DIRECTORY, VERIFIER);
        return Verdict.accepted();
    }

    private static Verdict receipt(Envelope envelope) {
        return SealedOrderRules.receipt(
                AttestationWire.receipt(envelope),
                envelope,
                SealedOrderVectors.ORDER,
                AttestationWire.attestation(SealedOrderVectors.sellerAttestation()),
                AttestationWire.attestation(SealedOrderVectors.buyerAttestation()),
                PROFILE,
                DIRECTORY,
                VERIFIER);
    }

    private static Verdict sealing(byte[] bytes) {
        var proof = SealingWire.proof(Strict.parse(io.gridpact.trade.v1.SealingProof.parser(), bytes, ""));
        return new SealingRules("arbiter", DIRECTORY, VERIFIER).verify(proof, PROFILE);
    }

    private static Verdict update(Envelope envelope) {
        Update update = UpdateWire.update(envelope);
        return UpdateRules.shape(update)
                .then(() -> UpdateRules.asked(update, UpdateVectors.ORDER))
                .then(() -> UpdateRules.consent(update, envelope, UpdateVectors.ORDER, NOW, DIRECTORY, VERIFIER))
                .then(() -> UpdateRules.follows(update, UpdateVectors.PRESENT))
                .then(() -> UpdateRules.timely(update, PROFILE, NOW))
                .then(() -> UpdateRules.terms(update, UpdateVectors.PRESENT, PROFILE));
    }

    private static Verdict updateAttestation(Envelope envelope) {
        SignedUpdateAttestation signed = UpdateWire.signed(envelope);
        TradeRole role = signed.attestation().role();
        return UpdateRules.answer(
                        UpdateWire.update(UpdateVectors.update()),
                        UpdateVectors.ORDER,
                        role,
                        signed,
                        PROFILE,
                        signed.attestation().loggedAt(),
                        DIRECTORY,
                        VERIFIER)
                .then(() -> UpdateRules.attests(role, signed));
    }

    private static Verdict updateReceipt(Envelope envelope) {
        SealedUpdate sealed = new SealedUpdate(
                UpdateWire.update(UpdateVectors.update()),
                UpdateVectors.update(),
                UpdateWire.signed(UpdateVectors.sellerAttestation()),
                UpdateWire.signed(UpdateVectors.buyerAttestation()));
        return UpdateRules.receipt(
                UpdateWire.receipt(envelope), envelope, sealed, UpdateVectors.ORDER, PROFILE, DIRECTORY, VERIFIER);
    }

    private static Verdict opening(byte[] bytes) {
        Order order = SealedOrderVectors.ORDER;
        SealedBytes sealed = OpeningWire.fromMessage(
                Strict.parse(SealedOpening.parser(), bytes, "buyer_opening"), REQUEST.in("buyer_opening"));
        OrderRules.relayed(order, TradeRole.BUYER, sealed).orThrow();
        CustomerOpening opening = OpeningWire.open(order, TradeRole.BUYER, sealed, ANetwork.hpkeKey("south"));
        return OrderRules.opening(order, TradeRole.BUYER, sealed, opening);
    }

    private static Verdict query(Envelope envelope) {
        return QueryRules.verify(QueryWire.query(envelope), envelope, "north", NOW, DIRECTORY, VERIFIER);
    }

    private static Verdict descriptor(Envelope envelope) {
        return DescriptorRules.descriptor(DirectoryWire.participant(envelope), envelope, NOW, VERIFIER);
    }

    private static Verdict profile(Envelope envelope) {
        TermsWire.profile(envelope);
        return Verdict.accepted();
    }

    private static Verdict agreement(Envelope envelope) {
        return DescriptorRules.agreement(TermsWire.agreement(envelope), envelope, NOW, DIRECTORY, VERIFIER);
    }

    private static Verdict revocation(Envelope envelope) {
        return RevocationRules.revocation(
                RevocationWire.revocation(envelope), envelope, ANetwork.participant("north"), NOW, VERIFIER);
    }

    private static Verdict enrolment(Envelope envelope) {
        return DescriptorRules.enrolment(
                DirectoryWire.enrolment(envelope), envelope, ANetwork.participant("north"), NOW, VERIFIER);
    }

    private static Envelope envelope(byte[] bytes) {
        return EnvelopeWire.parse(bytes, REQUEST);
    }
}
