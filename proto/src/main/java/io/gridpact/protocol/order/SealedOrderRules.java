package io.gridpact.protocol.order;

import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Whether all four have signed, for whoever is shown an order as sealed (PROTOCOL.md, section 5).
public final class SealedOrderRules {

    private SealedOrderRules() {}

    /// All four signatures, each by whom the order names and with a key that was valid then.
    public static Verdict verify(
            ConsentedOrder consented,
            SignedAttestation sellerAttestation,
            SignedAttestation buyerAttestation,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        Order order = consented.order();
        return OrderRules.shape(order)
                .then(() -> OrderRules.consent(
                        consented, sellerAttestation.attestation().loggedAt(), directory, verifier))
                .then(() -> OrderRules.attestation(order, TradeRole.SELLER, sellerAttestation, directory, verifier))
                .then(() -> OrderRules.attestation(order, TradeRole.BUYER, buyerAttestation, directory, verifier))
                .then(() -> OrderRules.agreement(
                        TradeRole.BUYER,
                        buyerAttestation,
                        sellerAttestation.attestation().agreement()));
    }

    public static Verdict verify(
            SealedOrder sealed, Function<String, Optional<Participant>> directory, SignatureVerifier verifier) {
        return verify(sealed.consented(), sealed.sellerAttestation(), sealed.buyerAttestation(), directory, verifier);
    }

    /// The receipt is the seller utility's, for these two attestations, and was signed before gate closure.
    ///
    /// @param envelope that the receipt was read from
    public static Verdict receipt(
            Receipt receipt,
            Envelope envelope,
            Order order,
            Attestation sellerAttestation,
            Attestation buyerAttestation,
            NetworkProfile profile,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        Instant gateClosure = profile.deadlines().gateClosure(order.window());
        return invalidUnless(receipt.orderDigest().equals(order.digest()), "order_digest")
                .then(() -> invalidUnless(
                        receipt.sellerAttestation().equals(sellerAttestation.digest()), "seller_attestation_digest"))
                .then(() -> invalidUnless(
                        receipt.buyerAttestation().equals(buyerAttestation.digest()), "buyer_attestation_digest"))
                .then(() -> Verdict.require(
                        receipt.signedAt().isBefore(gateClosure),
                        INVALID_PROOF,
                        "signed_at_millis",
                        "not before gate closure"))
                .then(() -> Verdict.require(
                        directory
                                .apply(order.sellerUtility())
                                .filter(participant -> participant.role() == ParticipantRole.UTILITY)
                                .filter(utility -> utility.signed(envelope, receipt.signedAt(), verifier))
                                .isPresent(),
                        SIGNATURE_INVALID,
                        "signatures",
                        "not signed by a key of the seller utility valid then"));
    }

    private static Verdict invalidUnless(boolean same, String field) {
        return Verdict.require(same, INVALID_PROOF, field, "not this trade's");
    }
}
