package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.OrderWire;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A trade as the ledger holds it, as far as confirming needs it.
///
/// @param order the order's digest
/// @param peer the other utility; this one where both sides are here
/// @param consentedOrder the order with both consents, encoded as it came
/// @param buyerOpening the buyer's sealed opening, while the request may have to be sent again
/// @param refusal why it was refused, where it was
public record StoredTrade(
        Digest order,
        TradeState state,
        String peer,
        String buyerUtility,
        String sellerUtility,
        Instant windowStart,
        Instant expires,
        byte[] consentedOrder,
        @Nullable SealedBytes buyerOpening,
        Optional<Envelope> sellerAttestation,
        Optional<Envelope> buyerAttestation,
        Optional<Refusal> refusal) {

    /// What both platforms consented to.
    ///
    /// @throws RefusedException INTERNAL where the row is damaged: no fault of whoever asks
    public ConsentedOrder consented() {
        try {
            return OrderWire.consented(consentedOrder);
        } catch (RefusedException damaged) {
            Refusal refusal = damaged.refusal();
            throw new RefusedException(
                    Refusal.of(Reason.INTERNAL, "consented_order." + refusal.field(), refusal.description()), damaged);
        }
    }

    /// Whether all four have signed.
    public boolean signedByAll() {
        return state != TradeState.REFUSED && sellerAttestation.isPresent() && buyerAttestation.isPresent();
    }

    /// The same with the buyer utility's attestation.
    public StoredTrade answered(Envelope attestation) {
        return new StoredTrade(
                order,
                state,
                peer,
                buyerUtility,
                sellerUtility,
                windowStart,
                expires,
                consentedOrder,
                null,
                sellerAttestation,
                Optional.of(attestation),
                refusal);
    }

    /// This trade's attestation for a side.
    public Optional<Envelope> attestation(TradeRole role) {
        return switch (role) {
            case SELLER -> sellerAttestation;
            case BUYER -> buyerAttestation;
        };
    }
}
