package io.gridpact.utility.wire;

import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.PlatformQuery.LimitQuestion;
import io.gridpact.protocol.order.PlatformQuery.Question;
import io.gridpact.protocol.order.PlatformQuery.TradeQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.QueryWire;
import io.gridpact.trade.v1.CheckLimitRequest;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.GetTradeRequest;
import io.gridpact.trade.v1.ListTradesRequest;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What platforms ask a utility, themselves or through a gateway.
final class Platform {

    private static final Instant SOON = ADay.LATER.plusSeconds(600);

    private static final int PAGE = 500;

    private Platform() {}

    static ConfirmRequest confirm(AnOrder order) {
        return confirm(order.consented(), order.buyerOpening(), order.sellerOpening());
    }

    static ConfirmRequest confirm(ConsentedOrder order, SealedBytes buyerOpening, SealedBytes sellerOpening) {
        return ConfirmRequest.newBuilder()
                .setOrder(OrderWire.toMessage(order))
                .setBuyerOpening(OpeningWire.toMessage(buyerOpening))
                .setSellerOpening(OpeningWire.toMessage(sellerOpening))
                .build();
    }

    static ConfirmManyRequest numbered(ConfirmRequest order) {
        return ConfirmManyRequest.newBuilder().setNumber(1).setOrder(order).build();
    }

    /// Asks how much of the seller's limit remains.
    static CheckLimitRequest limit(String platform, String signer, AnOrder order) {
        LimitQuestion question = new LimitQuestion(
                order.order().orderId(),
                TradeRole.SELLER,
                order.order().side(TradeRole.SELLER),
                order.order().window().start(),
                order.order().quantityWh());
        return CheckLimitRequest.newBuilder()
                .setQuery(query(platform, signer, "north", SOON, question))
                .setOpening(OpeningWire.toMessage(order.sellerOpening()))
                .build();
    }

    static GetTradeRequest trade(String platform, AnOrder order) {
        return GetTradeRequest.newBuilder()
                .setQuery(query(platform, new TradeQuestion(order.digest())))
                .build();
    }

    static io.gridpact.directory.v1.Envelope query(String platform, Question question) {
        return query(platform, platform, "north", SOON, question);
    }

    static io.gridpact.directory.v1.Envelope query(
            String platform, String signer, String utility, Instant expires, Question question) {
        PlatformQuery query = new PlatformQuery(
                ANetwork.participant(platform).rootKey().id().value(), platform, utility, expires, question);
        byte[] payload = QueryWire.payload(query, ANetwork.salt("query"));
        return EnvelopeWire.toMessage(Envelopes.sign(PlatformQuery.PAYLOAD_TYPE, payload, ANetwork.signer(signer)));
    }

    /// The state in which a platform sees a trade of its own.
    static String sees(String platform, AnOrder order) {
        return Door.served(platform, TradeServiceGrpc.getGetTradeMethod(), trade(platform, order))
                .getFirst()
                .getTrade()
                .getState()
                .name();
    }

    /// The trades that a platform is shown.
    static List<Digest> trades(String platform) {
        ListTradesRequest request = ListTradesRequest.newBuilder()
                .setQuery(query(platform, new WindowQuestion(Optional.empty(), PAGE, Optional.empty())))
                .build();
        return Door.served(platform, TradeServiceGrpc.getListTradesMethod(), request)
                .getFirst()
                .getTradesList()
                .stream()
                .map(trade -> Digest.of(trade.getOrderDigest().toByteArray()))
                .toList();
    }
}
