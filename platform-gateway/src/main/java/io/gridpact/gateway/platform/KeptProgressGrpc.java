package io.gridpact.gateway.platform;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.order.Order;
import io.gridpact.trade.v1.LegParty;
import io.gridpact.trade.v1.LegStatus;
import io.gridpact.trade.v1.OrderLeg;
import io.gridpact.trade.v1.OrderProgress;
import java.time.Instant;

/// How far an order has come that waits at this gateway: both platforms have consented, no utility has seen it.
final class KeptProgressGrpc {

    private KeptProgressGrpc() {}

    /// @param until it is forwarded until then
    static OrderProgress of(Order order, Instant until) {
        return OrderProgress.newBuilder()
                .setOrderDigest(UnsafeByteOperations.unsafeWrap(order.digest().bytes()))
                .addLegs(consented(LegParty.LEG_PARTY_BUYER_PLATFORM, order.buyerPlatform()))
                .addLegs(consented(LegParty.LEG_PARTY_SELLER_PLATFORM, order.sellerPlatform()))
                .addLegs(awaited(LegParty.LEG_PARTY_SELLER_UTILITY, order.sellerUtility(), until))
                .addLegs(awaited(LegParty.LEG_PARTY_BUYER_UTILITY, order.buyerUtility(), until))
                .setSealedByMillis(order.window().start().toEpochMilli())
                .build();
    }

    private static OrderLeg consented(LegParty party, String platform) {
        return OrderLeg.newBuilder()
                .setParty(party)
                .setParticipant(platform)
                .setStatus(LegStatus.LEG_STATUS_CONSENTED)
                .build();
    }

    private static OrderLeg awaited(LegParty party, String utility, Instant until) {
        return OrderLeg.newBuilder()
                .setParty(party)
                .setParticipant(utility)
                .setStatus(LegStatus.LEG_STATUS_AWAITED)
                .setUntilMillis(until.toEpochMilli())
                .build();
    }
}
