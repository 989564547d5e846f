package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.node.Salts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/// A delivered trade, as both ledgers hold it.
record ATrade(Digest order, DeliveryWindow window, AMeter seller, AMeter buyer, long quantityWh, Instant confirmedAt) {

    boolean sameUtility() {
        return seller.utility() == buyer.utility();
    }

    void insertAt(AUtility utility) {
        AUtility peer = utility == seller.utility() ? buyer.utility() : seller.utility();
        utility.update(
                """
                insert into trade (order_digest, id, buyer_platform, order_id, seller_platform, buyer_utility,
                    seller_utility, peer, window_start, window_end, expires, quantity_wh, currency, price, buyer_meter,
                    seller_meter, consented_order, seller_effective_at, buyer_effective_at, seller_attestation,
                    buyer_attestation, state, change)
                values (?, ?, 'helio', ?, 'sunbird', ?, ?, ?, ?, ?, ?, ?, 'EUR', ?, ?, ?, ?, ?, ?, ?, ?, 'DELIVERED',
                    nextval('trade_change_number'))""",
                order.bytes(),
                UUID.randomUUID(),
                order.hex(),
                buyer.utility().id(),
                seller.utility().id(),
                peer.id(),
                window.start().toEpochMilli(),
                window.end().toEpochMilli(),
                window.start().toEpochMilli(),
                quantityWh,
                new BigDecimal("0.125"),
                buyer.keyId().value().bytes(),
                seller.keyId().value().bytes(),
                new byte[] {1},
                confirmedAt.toEpochMilli(),
                confirmedAt.minusMillis(5).toEpochMilli(),
                attestation(TradeRole.SELLER, seller),
                attestation(TradeRole.BUYER, buyer));
    }

    /// As that side's utility has signed it.
    private byte[] attestation(TradeRole role, AMeter meter) {
        Attestation attests = Attestation.attests(order, order, meter.utility().id(), role, confirmedAt);
        byte[] payload = AttestationWire.payload(
                meter.cannotSign() ? attests.ofMeterThatCannotSign() : attests,
                Salts.secure().next());
        return EnvelopeWire.encode(Envelopes.sign(
                Attestation.PAYLOAD_TYPE, payload, meter.utility().signer()));
    }

    /// State, both sides' figures, what is settled, amount and deviations, as a utility holds them.
    String heldBy(AUtility utility) {
        return utility.rows("""
                        select state, seller_wh, buyer_wh, settled_wh, amount, seller_deviation_wh, buyer_deviation_wh
                        from trade where order_digest = ?""", order.bytes()).getFirst();
    }

    /// As both utilities hold it, if they hold the same.
    String settled() {
        String atSeller = heldBy(seller.utility());
        String atBuyer = heldBy(buyer.utility());
        return atSeller.equals(atBuyer) ? atSeller : atSeller + " but " + atBuyer;
    }
}
