package io.gridpact.utility.order;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.trade.v1.LegParty;
import io.gridpact.trade.v1.LegStatus;
import io.gridpact.trade.v1.OrderLeg;
import io.gridpact.trade.v1.OrderProgress;
import io.gridpact.utility.ledger.StoredTrade;
import java.util.Optional;

/// What each of a trade's four has done, and who is awaited until when.
final class ProgressWire {

    private ProgressWire() {}

    static OrderProgress progress(StoredTrade trade, Order order) {
        return OrderProgress.newBuilder()
                .setOrderDigest(UnsafeByteOperations.unsafeWrap(trade.order().bytes()))
                .addLegs(consented(LegParty.LEG_PARTY_BUYER_PLATFORM, order.buyerPlatform()))
                .addLegs(consented(LegParty.LEG_PARTY_SELLER_PLATFORM, order.sellerPlatform()))
                .addLegs(leg(LegParty.LEG_PARTY_SELLER_UTILITY, trade, TradeRole.SELLER, order))
                .addLegs(leg(LegParty.LEG_PARTY_BUYER_UTILITY, trade, TradeRole.BUYER, order))
                .setSealedByMillis(trade.windowStart().toEpochMilli())
                .build();
    }

    /// Nothing is stored of an order to which a platform has not consented.
    private static OrderLeg consented(LegParty party, String platform) {
        return OrderLeg.newBuilder()
                .setParty(party)
                .setParticipant(platform)
                .setStatus(LegStatus.LEG_STATUS_CONSENTED)
                .build();
    }

    private static OrderLeg leg(LegParty party, StoredTrade trade, TradeRole role, Order order) {
        OrderLeg.Builder leg = OrderLeg.newBuilder().setParty(party).setParticipant(order.utility(role));
        Optional<Envelope> answer = trade.attestation(role);
        if (answer.isEmpty()) {
            return trade.state() == TradeState.PENDING
                    ? leg.setStatus(LegStatus.LEG_STATUS_AWAITED)
                            .setUntilMillis(trade.expires().toEpochMilli())
                            .build()
                    : leg.setStatus(LegStatus.LEG_STATUS_NOT_ATTESTED).build();
        }
        Attestation attestation = AttestationWire.attestation(answer.get());
        Reason reason = attestation.reason();
        if (reason != null) {
            leg.setReason(io.gridpact.directory.v1.Reason.valueOf("REASON_" + reason.name()));
        }
        return leg.setStatus(status(attestation)).build();
    }

    private static LegStatus status(Attestation attestation) {
        return switch (attestation.answer()) {
            case REFUSED -> LegStatus.LEG_STATUS_REFUSED;
            case ATTESTED ->
                attestation.limitExceeded()
                        ? LegStatus.LEG_STATUS_ATTESTED_LIMIT_EXCEEDED
                        : LegStatus.LEG_STATUS_ATTESTED;
        };
    }
}
