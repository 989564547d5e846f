package io.gridpact.gateway.utility;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.trade.v1.UpdateServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/// Calls utilities' `TradeService` and `UpdateService`. Requests and answers of the platforms' door have the same
/// encoding, so they pass as
/// the bytes that came and are not even parsed here.
///
/// Errors: a `StatusRuntimeException` with the utility's own status, or a
/// [io.gridpact.protocol.refusal.RefusedException], `PEER_UNAVAILABLE` where no answer came.
public final class UtilityClient {

    /// Longer than any query may live.
    private static final int WATCH_DEADLINE_MINUTES = 20;

    private static final MethodDescriptor<ByteString, ByteString> CHECK_LIMIT =
            asBytes(TradeServiceGrpc.getCheckLimitMethod());
    private static final MethodDescriptor<ByteString, ByteString> CONFIRM =
            asBytes(TradeServiceGrpc.getConfirmMethod());
    private static final MethodDescriptor<ByteString, ByteString> UPDATE_TRADE =
            asBytes(UpdateServiceGrpc.getUpdateTradeMethod());
    private static final MethodDescriptor<ByteString, ByteString> GET_TRADE =
            asBytes(TradeServiceGrpc.getGetTradeMethod());
    private static final MethodDescriptor<ByteString, ByteString> LIST_TRADES =
            asBytes(TradeServiceGrpc.getListTradesMethod());
    private static final MethodDescriptor<ByteString, ByteString> WATCH_TRADES =
            asBytes(TradeServiceGrpc.getWatchTradesMethod());

    private final PeerChannels peers;

    public UtilityClient(PeerChannels peers) {
        this.peers = peers;
    }

    public ByteString checkLimit(String utility, ByteString request) {
        return call(utility, CHECK_LIMIT, request);
    }

    public ByteString confirm(String utility, ByteString request) {
        return call(utility, CONFIRM, request);
    }

    /// Of a serialised answer to an order.
    public static boolean signedByAll(ByteString answer) {
        try {
            return ConfirmResponse.parseFrom(answer).hasSealedOrder();
        } catch (InvalidProtocolBufferException malformed) {
            return false;
        }
    }

    public ByteString updateTrade(String utility, ByteString request) {
        return call(utility, UPDATE_TRADE, request);
    }

    public ByteString getTrade(String utility, ByteString request) {
        return call(utility, GET_TRADE, request);
    }

    public ByteString listTrades(String utility, ByteString request) {
        return call(utility, LIST_TRADES, request);
    }

    /// Begins at once; the sink may be told before this returns.
    public Watching watchTrades(String utility, ByteString request, AnswerSink sink) {
        ClientCall<ByteString, ByteString> call = peers.to(utility)
                .newCall(WATCH_TRADES, CallOptions.DEFAULT.withDeadlineAfter(WATCH_DEADLINE_MINUTES, TimeUnit.MINUTES));
        Watching watching = new Watching(call, sink);
        watching.begin(request);
        return watching;
    }

    /// Opens a stream of orders.
    public ConfirmManyClient confirmMany(String utility, ConfirmAnswers answers) {
        return new ConfirmManyClient(TradeServiceGrpc.newStub(peers.to(utility)), answers);
    }

    private ByteString call(String utility, MethodDescriptor<ByteString, ByteString> method, ByteString request) {
        try {
            return ClientCalls.blockingUnaryCall(peers.to(utility), method, CallOptions.DEFAULT, request);
        } catch (StatusRuntimeException e) {
            throw UtilityErrors.passedOn(e);
        }
    }

    private static MethodDescriptor<ByteString, ByteString> asBytes(MethodDescriptor<?, ?> method) {
        return method.toBuilder(new Untouched(), new Untouched()).build();
    }
}
