package io.gridpact.utility.order;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.CallerShare;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.PlatformQuery.LimitQuestion;
import io.gridpact.protocol.order.PlatformQuery.Question;
import io.gridpact.protocol.order.PlatformQuery.TradeQuestion;
import io.gridpact.protocol.order.PlatformQuery.WatchQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.CheckLimitRequest;
import io.gridpact.trade.v1.CheckLimitResponse;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.GetTradeRequest;
import io.gridpact.trade.v1.GetTradeResponse;
import io.gridpact.trade.v1.LimitKind;
import io.gridpact.trade.v1.ListTradesRequest;
import io.gridpact.trade.v1.ListTradesResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.trade.v1.WatchTradesRequest;
import io.gridpact.trade.v1.WatchTradesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.List;

/// The door for platforms and gateways.
@GrpcService
public class TradeGrpc extends TradeServiceGrpc.TradeServiceImplBase {

    private final ConfirmOrder confirmOrder;
    private final AnswerQuery answerQuery;
    private final PlatformTrades trades;
    private final WatchTradesGrpc watchTrades;
    private final SignatureAudit signatures;

    TradeGrpc(
            ConfirmOrder confirmOrder,
            AnswerQuery answerQuery,
            PlatformTrades trades,
            WatchTradesGrpc watchTrades,
            SignatureAudit signatures) {
        this.confirmOrder = confirmOrder;
        this.answerQuery = answerQuery;
        this.trades = trades;
        this.watchTrades = watchTrades;
        this.signatures = signatures;
    }

    @Override
    public void checkLimit(CheckLimitRequest request, StreamObserver<CheckLimitResponse> response) {
        PlatformQuery query = query(request.getQuery());
        LimitQuestion question = question(query, LimitQuestion.class, "limit");
        AnswerQuery.Remaining remaining = answerQuery.remaining(
                query.platform(),
                question,
                OpeningWire.fromMessage(request.getOpening(), new Fields(Reason.INVALID_REQUEST, "opening")));
        response.onNext(CheckLimitResponse.newBuilder()
                .setRemainingWh(remaining.remainingWh())
                .setLimit(
                        switch (remaining.limit()) {
                            case CUSTOMER -> LimitKind.LIMIT_KIND_CUSTOMER;
                            case MANDATE -> LimitKind.LIMIT_KIND_MANDATE;
                        })
                .setSufficient(remaining.sufficient())
                .build());
        response.onCompleted();
    }

    @Override
    public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> response) {
        switch (confirm(Caller.current(), request)) {
            case Confirmation.Signed signed -> {
                response.onNext(TradeWire.signed(signed.trade()));
                response.onCompleted();
            }
            case Confirmation.Accepted accepted -> {
                response.onNext(ConfirmResponse.newBuilder()
                        .setProgress(TradeWire.progress(accepted.trade()))
                        .build());
                response.onCompleted();
            }
            case Confirmation.Refused refused ->
                response.onError(RefusalStatus.toException(refused.refusal(), TradeWire.details(refused)));
        }
    }

    @Override
    public StreamObserver<ConfirmManyRequest> confirmMany(StreamObserver<ConfirmManyResponse> response) {
        Caller caller = Caller.current();
        return new ConfirmManyGrpc(
                caller, CallerShare.current(), item -> confirm(caller, item), signatures, (ServerCallStreamObserver<
                                ConfirmManyResponse>)
                        response);
    }

    @Override
    public void getTrade(GetTradeRequest request, StreamObserver<GetTradeResponse> response) {
        PlatformQuery query = query(request.getQuery());
        TradeQuestion question = question(query, TradeQuestion.class, "trade");
        PlatformTrade trade = trades.find(query.platform(), question.orderDigest())
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.UNKNOWN_TRADE, "query.trade.order_digest", "no trade of this platform")));
        response.onNext(
                GetTradeResponse.newBuilder().setTrade(TradeWire.view(trade)).build());
        response.onCompleted();
    }

    @Override
    public void listTrades(ListTradesRequest request, StreamObserver<ListTradesResponse> response) {
        PlatformQuery query = query(request.getQuery());
        WindowQuestion question = question(query, WindowQuestion.class, "window");
        List<PlatformTrade> page =
                trades.page(query.platform(), question.windowStart(), question.after(), question.pageSize());
        ListTradesResponse.Builder answer = ListTradesResponse.newBuilder();
        page.forEach(trade -> answer.addTrades(TradeWire.view(trade)));
        if (page.size() == question.pageSize()) {
            answer.setNextAfterOrderDigest(answer.getTrades(page.size() - 1).getOrderDigest());
        }
        response.onNext(answer.build());
        response.onCompleted();
    }

    @Override
    public void watchTrades(WatchTradesRequest request, StreamObserver<WatchTradesResponse> response) {
        PlatformQuery query = query(request.getQuery());
        WatchQuestion question = question(query, WatchQuestion.class, "watch");
        watchTrades.watch(query, question.afterChange(), (ServerCallStreamObserver<WatchTradesResponse>) response);
    }

    private Confirmation confirm(Caller caller, ConfirmRequest request) {
        caller.require(ParticipantRole.PLATFORM, ParticipantRole.GATEWAY);
        OrderWire.requireRequestSize(request.getSerializedSize());
        ConsentedOrder order = OrderWire.consented(request.getOrder());
        requireOwn(caller, order.order());
        TracedWork.current().about(order.order().digest());
        return confirmOrder.confirm(
                order,
                OpeningWire.fromMessage(request.getBuyerOpening(), field("buyer_opening")),
                OpeningWire.fromMessage(request.getSellerOpening(), field("seller_opening")));
    }

    /// A gateway carries anybody's orders, a platform its own.
    private static void requireOwn(Caller caller, Order order) {
        boolean own = caller.id().equals(order.buyerPlatform()) || caller.id().equals(order.sellerPlatform());
        if (caller.role() == ParticipantRole.PLATFORM && !own) {
            throw new RefusedException(
                    Refusal.of(Reason.PERMISSION_DENIED, "order.payload", "another platform's order"));
        }
    }

    private static Fields field(String name) {
        return new Fields(Reason.INVALID_ORDER, name);
    }

    private PlatformQuery query(io.gridpact.directory.v1.Envelope envelope) {
        return answerQuery.verified(Caller.current(), EnvelopeWire.fromMessage(envelope, "query"));
    }

    private static <Q extends Question> Q question(PlatformQuery query, Class<Q> kind, String name) {
        if (!kind.isInstance(query.question())) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_REQUEST, "query." + name, "not the question that this call answers"));
        }
        return kind.cast(query.question());
    }
}
