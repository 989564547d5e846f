package io.gridpact.utility.wire;

import static io.gridpact.trade.v1.TradeServiceGrpc.getCheckLimitMethod;
import static io.gridpact.trade.v1.TradeServiceGrpc.getConfirmManyMethod;
import static io.gridpact.trade.v1.TradeServiceGrpc.getConfirmMethod;
import static io.gridpact.trade.v1.TradeServiceGrpc.getGetTradeMethod;
import static io.gridpact.trade.v1.TradeServiceGrpc.getListTradesMethod;
import static io.gridpact.trade.v1.TradeServiceGrpc.getWatchTradesMethod;
import static io.gridpact.utility.network.ANetwork.NOW;
import static io.gridpact.utility.wire.Refused.when;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.order.PlatformQuery.WatchQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.GetTradeRequest;
import io.gridpact.trade.v1.ListTradesRequest;
import io.gridpact.trade.v1.SealedOpening;
import io.gridpact.trade.v1.WatchTradesRequest;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What platforms and gateways are refused at `TradeService`.
final class PlatformRefusals {

    /// More than a message may have, and less than grpc itself cuts off.
    static final ByteString TOO_LARGE = ByteString.copyFrom(new byte[5 << 20]);

    private static final DeliveryWindow HALF_PAST =
            DeliveryWindow.startingAt(ANetwork.WINDOW.start().plus(Duration.ofMinutes(30)), Duration.ofMinutes(60));

    private PlatformRefusals() {}

    /// An order between two customers of north.
    static AnOrder order() {
        return AnOrder.ofItsOwn().to("north");
    }

    static Stream<Refused> table() {
        return Stream.of(confirming(), miscalling(), confirmingMany(), askingForLimits(), askingForTrades())
                .flatMap(List::stream);
    }

    private static Refused confirm(String given, Reason reason, String field, AnOrder order) {
        return when(getConfirmMethod(), "gate", given, reason, field, () -> Platform.confirm(order));
    }

    private static List<Refused> confirming() {
        AnOrder twice = order();
        AnOrder damaged = order();
        return List.of(
                confirm(
                        "a window that the profile has not",
                        Reason.INVALID_ORDER,
                        "window_start_millis",
                        order().in(HALF_PAST)),
                when(
                        getConfirmMethod(),
                        "gate",
                        "no order at all",
                        Reason.INVALID_ORDER,
                        "payload_type",
                        ConfirmRequest::getDefaultInstance),
                when(
                        getConfirmMethod(),
                        "gate",
                        "altered after signing",
                        Reason.SIGNATURE_INVALID,
                        "buyer_consent.signature",
                        () -> Platform.confirm(
                                twice.alteredAfterSigning(), twice.buyerOpening(), twice.sellerOpening())),
                confirm(
                        "a utility without agreement",
                        Reason.NO_AGREEMENT,
                        "",
                        AnOrder.ofItsOwn().to("east")),
                confirm(
                        "an order that has expired",
                        Reason.WINDOW_CLOSED,
                        "expires_millis",
                        order().made(NOW.minusSeconds(600), NOW)),
                confirm(
                        "a seller who is no customer",
                        Reason.UNKNOWN_CUSTOMER,
                        "seller_opening",
                        order().soldBy("nobody")),
                confirm(
                        "a platform without mandate",
                        Reason.NO_MANDATE,
                        "seller_platform",
                        order().soldThrough("nova")),
                confirm(
                        "somebody else's meter",
                        Reason.UNKNOWN_METER,
                        "seller.meter_key_id",
                        order().withSellerMeterOf("nobody")),
                confirm("more than the limit", Reason.LIMIT_EXCEEDED, "", order().of(ADay.LIMIT_WH + 1)),
                when(
                        getConfirmMethod(),
                        "gate",
                        "another order under the same id",
                        Reason.ORDER_CONFLICT,
                        "order_id",
                        () -> {
                            Door.served("gate", getConfirmMethod(), Platform.confirm(twice));
                            return Platform.confirm(twice.underTheSameId());
                        }),
                confirm("a buyer utility that is away", Reason.PEER_UNAVAILABLE, "", AnOrder.ofItsOwn()),
                when(
                        getConfirmMethod(),
                        "gate",
                        "a damaged opening",
                        Reason.INVALID_REQUEST,
                        "seller_opening",
                        () -> Platform.confirm(damaged.consented(), damaged.buyerOpening(), order().sellerOpening())),
                when(
                        getConfirmMethod(),
                        "nova",
                        "other platforms' order",
                        Reason.PERMISSION_DENIED,
                        "order.payload",
                        () -> Platform.confirm(order())),
                when(
                        getConfirmMethod(),
                        "south",
                        "a platform's order",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> Platform.confirm(order())),
                when(
                        getConfirmMethod(),
                        "helio",
                        "an order of more than 16 KiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> ConfirmRequest.newBuilder()
                                .setBuyerOpening(SealedOpening.newBuilder()
                                        .setCiphertext(TOO_LARGE.substring(0, OrderWire.MAX_REQUEST_BYTES)))
                                .build()),
                when(
                        getConfirmMethod(),
                        "helio",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> ConfirmRequest.newBuilder()
                                .setBuyerOpening(SealedOpening.newBuilder().setCiphertext(TOO_LARGE))
                                .build()));
    }

    private static List<Refused> miscalling() {
        ConfirmRequest empty = ConfirmRequest.getDefaultInstance();
        return List.of(
                new Refused(getConfirmMethod(), "gate", "no request", Reason.INVALID_REQUEST, "request", List::of),
                new Refused(
                        getConfirmMethod(),
                        "gate",
                        "two requests",
                        Reason.INVALID_REQUEST,
                        "request",
                        () -> List.of(empty, empty)));
    }

    private static Refused confirmMany(String caller, String given, Reason reason, String field, AnOrder order) {
        return when(
                getConfirmManyMethod(), caller, given, reason, field, () -> Platform.numbered(Platform.confirm(order)));
    }

    private static List<Refused> confirmingMany() {
        return List.of(
                confirmMany(
                        "gate",
                        "a window that the profile has not",
                        Reason.INVALID_ORDER,
                        "window_start_millis",
                        order().in(HALF_PAST)),
                confirmMany("gate", "more than the limit", Reason.LIMIT_EXCEEDED, "", order().of(ADay.LIMIT_WH + 1)),
                confirmMany("gate", "a buyer utility that is away", Reason.PEER_UNAVAILABLE, "", AnOrder.ofItsOwn()),
                confirmMany("nova", "other platforms' order", Reason.PERMISSION_DENIED, "order.payload", order()),
                confirmMany("south", "a platform's order", Reason.PERMISSION_DENIED, "", order()));
    }

    private static Refused limit(
            String given, Reason reason, String field, String platform, String signer, AnOrder order) {
        return when(getCheckLimitMethod(), "gate", given, reason, field, () -> Platform.limit(platform, signer, order));
    }

    private static List<Refused> askingForLimits() {
        return List.of(
                limit("signed by another", Reason.SIGNATURE_INVALID, "signatures", "sunbird", "helio", order()),
                limit(
                        "a seller who is no customer",
                        Reason.UNKNOWN_CUSTOMER,
                        "opening",
                        "sunbird",
                        "sunbird",
                        order().soldBy("nobody")),
                limit(
                        "a platform without mandate",
                        Reason.NO_MANDATE,
                        "query.platform",
                        "nova",
                        "nova",
                        order().soldThrough("nova")),
                limit(
                        "somebody else's meter",
                        Reason.UNKNOWN_METER,
                        "query.limit.side.meter_key_id",
                        "sunbird",
                        "sunbird",
                        order().withSellerMeterOf("nobody")),
                when(
                        getCheckLimitMethod(),
                        "nova",
                        "another platform's question",
                        Reason.PERMISSION_DENIED,
                        "query.platform",
                        () -> Platform.limit("sunbird", "sunbird", order())),
                when(
                        getCheckLimitMethod(),
                        "gate",
                        "a question about a trade",
                        Reason.INVALID_REQUEST,
                        "query.limit",
                        () -> Platform.limit("sunbird", "sunbird", order()).toBuilder()
                                .setQuery(Platform.trade("sunbird", order()).getQuery())
                                .build()));
    }

    private static List<Refused> askingForTrades() {
        WindowQuestion all = new WindowQuestion(Optional.empty(), 10, Optional.empty());
        WatchQuestion changes = new WatchQuestion(0);
        return List.of(
                when(
                        getGetTradeMethod(),
                        "gate",
                        "a trade that nobody made",
                        Reason.UNKNOWN_TRADE,
                        "query.trade.order_digest",
                        () -> Platform.trade("sunbird", order())),
                when(
                        getGetTradeMethod(),
                        "nova",
                        "a trade of other platforms",
                        Reason.UNKNOWN_TRADE,
                        "query.trade.order_digest",
                        () -> Platform.trade("nova", ADay.SEALED)),
                when(
                        getGetTradeMethod(),
                        "nova",
                        "another platform's question",
                        Reason.PERMISSION_DENIED,
                        "query.platform",
                        () -> Platform.trade("helio", ADay.SEALED)),
                when(
                        getGetTradeMethod(),
                        "gate",
                        "no question",
                        Reason.INVALID_REQUEST,
                        "query.payload_type",
                        GetTradeRequest::getDefaultInstance),
                when(
                        getListTradesMethod(),
                        "gate",
                        "a question to another utility",
                        Reason.INVALID_REQUEST,
                        "utility",
                        () -> ListTradesRequest.newBuilder()
                                .setQuery(Platform.query("helio", "helio", "south", ADay.LATER.plusSeconds(60), all))
                                .build()),
                when(
                        getListTradesMethod(),
                        "gate",
                        "a question that has expired",
                        Reason.INVALID_REQUEST,
                        "expires_millis",
                        () -> ListTradesRequest.newBuilder()
                                .setQuery(Platform.query("helio", "helio", "north", NOW, all))
                                .build()),
                when(
                        getListTradesMethod(),
                        "gate",
                        "signed by another",
                        Reason.SIGNATURE_INVALID,
                        "signatures",
                        () -> ListTradesRequest.newBuilder()
                                .setQuery(Platform.query("helio", "nova", "north", ADay.LATER.plusSeconds(60), all))
                                .build()),
                when(
                        getWatchTradesMethod(),
                        "sunbird",
                        "another platform's question",
                        Reason.PERMISSION_DENIED,
                        "query.platform",
                        () -> WatchTradesRequest.newBuilder()
                                .setQuery(Platform.query("helio", changes))
                                .build()),
                when(
                        getWatchTradesMethod(),
                        "gate",
                        "a question about a window",
                        Reason.INVALID_REQUEST,
                        "query.watch",
                        () -> WatchTradesRequest.newBuilder()
                                .setQuery(Platform.query("helio", all))
                                .build()));
    }
}
