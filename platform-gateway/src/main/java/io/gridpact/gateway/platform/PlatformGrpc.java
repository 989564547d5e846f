package io.gridpact.gateway.platform;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.gateway.node.Directory;
import io.gridpact.gateway.order.Confirmed;
import io.gridpact.gateway.order.ForwardOrder;
import io.gridpact.gateway.order.ForwardQuery;
import io.gridpact.gateway.order.ForwardUpdate;
import io.gridpact.platform.v1.CheckLimitRequest;
import io.gridpact.platform.v1.CheckLimitResponse;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmManyResponse;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.ConfirmResponse;
import io.gridpact.platform.v1.GetTradeRequest;
import io.gridpact.platform.v1.GetTradeResponse;
import io.gridpact.platform.v1.ListTradesRequest;
import io.gridpact.platform.v1.ListTradesResponse;
import io.gridpact.platform.v1.ListUtilitiesRequest;
import io.gridpact.platform.v1.ListUtilitiesResponse;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.platform.v1.UpdateTradeRequest;
import io.gridpact.platform.v1.UpdateTradeResponse;
import io.gridpact.platform.v1.WatchTradesRequest;
import io.gridpact.platform.v1.WatchTradesResponse;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.QueryWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Instant;

/// The platforms' door. Statuses and reasons: [io.gridpact.protocol.link.ErrorInterceptor].
@GrpcService
public class PlatformGrpc extends PlatformServiceGrpc.PlatformServiceImplBase {

    /// Watches that one platform may have open.
    static final int MAX_WATCHES_OF_PLATFORM = 16;

    /// Streams of orders that one platform may have open.
    static final int MAX_ORDER_STREAMS_OF_PLATFORM = 16;

    private final OpenStreams watches = new OpenStreams("watches", MAX_WATCHES_OF_PLATFORM);
    private final OpenStreams orderStreams = new OpenStreams("streams of orders", MAX_ORDER_STREAMS_OF_PLATFORM);
    private final ForwardOrder orders;
    private final ForwardUpdate updates;
    private final ForwardQuery queries;
    private final Directory directory;

    PlatformGrpc(ForwardOrder orders, ForwardUpdate updates, ForwardQuery queries, Directory directory) {
        this.orders = orders;
        this.updates = updates;
        this.queries = queries;
        this.directory = directory;
    }

    @Override
    public void checkLimit(CheckLimitRequest request, StreamObserver<CheckLimitResponse> response) {
        ByteString answer = queries.checkLimit(platform(), query(request.getQuery()), request.toByteString());
        answer(response, CheckLimitResponse.parser(), answer);
    }

    @Override
    public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> response) {
        switch (orders.confirm(platform(), OrderWire.consented(request.getOrder()), request.toByteString())) {
            case Confirmed.Answered(ByteString answer) -> answer(response, ConfirmResponse.parser(), answer);
            case Confirmed.Kept(Order order, Instant until) -> {
                response.onNext(ConfirmResponse.newBuilder()
                        .setProgress(KeptProgressGrpc.of(order, until))
                        .build());
                response.onCompleted();
            }
        }
    }

    @Override
    public StreamObserver<ConfirmManyRequest> confirmMany(StreamObserver<ConfirmManyResponse> response) {
        Caller caller = platform();
        return OrderStreamGrpc.open(
                orders,
                caller,
                (ServerCallStreamObserver<ConfirmManyResponse>) response,
                orderStreams.begin(caller.id()));
    }

    @Override
    public void updateTrade(UpdateTradeRequest request, StreamObserver<UpdateTradeResponse> response) {
        Update update = UpdateWire.update(EnvelopeWire.fromMessage(request.getUpdate(), "update"));
        ByteString answer = updates.update(platform(), update, request.getUtility(), request.toByteString());
        answer(response, UpdateTradeResponse.parser(), answer);
    }

    @Override
    public void getTrade(GetTradeRequest request, StreamObserver<GetTradeResponse> response) {
        ByteString answer = queries.getTrade(platform(), query(request.getQuery()), request.toByteString());
        answer(response, GetTradeResponse.parser(), answer);
    }

    @Override
    public void listTrades(ListTradesRequest request, StreamObserver<ListTradesResponse> response) {
        ByteString answer = queries.listTrades(platform(), query(request.getQuery()), request.toByteString());
        answer(response, ListTradesResponse.parser(), answer);
    }

    @Override
    public void watchTrades(WatchTradesRequest request, StreamObserver<WatchTradesResponse> response) {
        Caller caller = platform();
        PlatformQuery query = query(request.getQuery());
        Runnable end = watches.begin(caller.id());
        try {
            WatchStreamGrpc.open(
                    queries,
                    caller,
                    query,
                    request.toByteString(),
                    (ServerCallStreamObserver<WatchTradesResponse>) response,
                    end);
        } catch (RuntimeException refused) {
            end.run();
            throw refused;
        }
    }

    @Override
    public void listUtilities(ListUtilitiesRequest request, StreamObserver<ListUtilitiesResponse> response) {
        platform();
        response.onNext(ListUtilitiesResponse.newBuilder()
                .addAllDescriptors(directory.utilities().stream()
                        .map(EnvelopeWire::toMessage)
                        .toList())
                .build());
        response.onCompleted();
    }

    private static Caller platform() {
        return Caller.current().require(ParticipantRole.PLATFORM);
    }

    private static PlatformQuery query(Envelope query) {
        return QueryWire.query(EnvelopeWire.fromMessage(query, "query"));
    }

    private static <A> void answer(StreamObserver<A> response, Parser<A> parser, ByteString answer) {
        response.onNext(parsed(parser, answer));
        response.onCompleted();
    }

    static <A> A parsed(Parser<A> parser, ByteString answer) {
        try {
            return parser.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a utility's answer is not a message", e);
        }
    }
}
