package io.gridpact.protocol.wire;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.SealedOrderRules;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sealed orders from messages and back.
public final class SealedOrderWire {

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    private SealedOrderWire() {}

    /// For clients: reads a sealed order and checks all four signatures.
    ///
    /// @param directory participants by id
    /// @throws RefusedException where it does not parse or a signature does not hold
    public static SealedOrder verified(
            io.gridpact.trade.v1.SealedOrder message,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        SealedOrder sealed = fromMessage(message);
        SealedOrderRules.verify(sealed, directory, verifier).orThrow();
        return sealed;
    }

    /// Reads a sealed order; no signature is checked.
    ///
    /// @throws RefusedException with `INVALID_ORDER` for the order, `INVALID_PROOF` for an attestation
    public static SealedOrder fromMessage(io.gridpact.trade.v1.SealedOrder message) {
        Strict.requireKnown(message, PROOF);
        return new SealedOrder(
                OrderWire.consented(message.getOrder()),
                attestation(message.getSellerAttestation(), "seller_attestation"),
                attestation(message.getBuyerAttestation(), "buyer_attestation"));
    }

    /// With the signatures that exist so far.
    public static io.gridpact.trade.v1.SealedOrder toMessage(
            ConsentedOrder consented, @Nullable Envelope sellerAttestation, @Nullable Envelope buyerAttestation) {
        io.gridpact.trade.v1.SealedOrder.Builder message =
                io.gridpact.trade.v1.SealedOrder.newBuilder().setOrder(OrderWire.toMessage(consented));
        if (sellerAttestation != null) {
            message.setSellerAttestation(EnvelopeWire.toMessage(sellerAttestation));
        }
        if (buyerAttestation != null) {
            message.setBuyerAttestation(EnvelopeWire.toMessage(buyerAttestation));
        }
        return message.build();
    }

    public static io.gridpact.trade.v1.SealedOrder toMessage(SealedOrder sealed) {
        return toMessage(
                sealed.consented(),
                sealed.sellerAttestation().envelope(),
                sealed.buyerAttestation().envelope());
    }

    private static SignedAttestation attestation(io.gridpact.directory.v1.Envelope message, String field) {
        Fields at = PROOF.in(field);
        return AttestationWire.signed(EnvelopeWire.fromMessage(message, at), at);
    }
}
