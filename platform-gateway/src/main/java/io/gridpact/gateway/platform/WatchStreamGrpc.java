package io.gridpact.gateway.platform;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.order.ForwardQuery;
import io.gridpact.gateway.utility.AnswerSink;
import io.gridpact.gateway.utility.Watching;
import io.gridpact.platform.v1.WatchTradesResponse;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.order.PlatformQuery;
import io.grpc.stub.ServerCallStreamObserver;

/// A WatchTrades call as the reader of a [Watching].
final class WatchStreamGrpc implements AnswerSink {

    private final ServerCallStreamObserver<WatchTradesResponse> response;
    private final Runnable end;

    private WatchStreamGrpc(ServerCallStreamObserver<WatchTradesResponse> response, Runnable end) {
        this.response = response;
        this.end = end;
    }

    /// @param end is run when the watch ends; it may be more than once
    static void open(
            ForwardQuery queries,
            Caller caller,
            PlatformQuery query,
            ByteString request,
            ServerCallStreamObserver<WatchTradesResponse> response,
            Runnable end) {
        Watching watching = queries.watchTrades(caller, query, request, new WatchStreamGrpc(response, end));
        response.setOnReadyHandler(watching::ready);
        response.setOnCloseHandler(end);
        response.setOnCancelHandler(() -> {
            end.run();
            watching.cancel();
        });
        // The handler was not there yet for what happened in between.
        watching.ready();
    }

    @Override
    public boolean isReady() {
        return response.isReady();
    }

    @Override
    public void next(ByteString answer) {
        response.onNext(PlatformGrpc.parsed(WatchTradesResponse.parser(), answer));
    }

    @Override
    public void completed() {
        // First: who has heard the end may begin another.
        end.run();
        response.onCompleted();
    }

    @Override
    public void failed(RuntimeException error) {
        end.run();
        response.onError(error);
    }
}
