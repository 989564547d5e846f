package io.gridpact.gateway;

import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.LinkInterceptor;
import io.gridpact.protocol.link.RateLimit;
import io.gridpact.protocol.link.ServerBounds;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.link.TrustedPeers;
import io.gridpact.trade.v1.CheckLimitRequest;
import io.gridpact.trade.v1.CheckLimitResponse;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.GetTradeRequest;
import io.gridpact.trade.v1.GetTradeResponse;
import io.gridpact.trade.v1.ListTradesRequest;
import io.gridpact.trade.v1.ListTradesResponse;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.trade.v1.SealedUpdate;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.trade.v1.TradeView;
import io.gridpact.trade.v1.UpdateServiceGrpc;
import io.gridpact.trade.v1.UpdateTradeRequest;
import io.gridpact.trade.v1.UpdateTradeResponse;
import io.gridpact.trade.v1.WatchTradesRequest;
import io.gridpact.trade.v1.WatchTradesResponse;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A utility that seals whatever it is asked, unless told otherwise; a real server on loopback.
public final class FakeUtility implements AutoCloseable {

    /// One order of a stream and how to answer it.
    public record Held(ConfirmManyRequest request, StreamObserver<ConfirmManyResponse> response) {

        public void seal() {
            response.onNext(ConfirmManyResponse.newBuilder()
                    .setNumber(request.getNumber())
                    .setSealedOrder(sealed(request.getOrder()))
                    .build());
        }
    }

    /// Requests of any kind as they came.
    public final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    /// Watches as they begin.
    public final BlockingQueue<ServerCallStreamObserver<WatchTradesResponse>> watches = new LinkedBlockingQueue<>();

    private volatile Consumer<StreamObserver<ConfirmResponse>> instead = _ -> {};
    private volatile boolean answersByItself = true;
    private volatile Consumer<Held> many = Held::seal;
    private final Server server;

    public FakeUtility(TlsMaterial own, TrustedPeers callers) {
        var link = new LinkInterceptor(InstantSource.system(), callers, RateLimit::of, CallMeter.NONE);
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(ServerInterceptors.intercept(new Trades(), link))
                .addService(ServerInterceptors.intercept(new Updates(), link));
        try {
            this.server = ServerBounds.apply(builder, own, callers).build().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    /// Answers a single order in place of sealing it.
    public void answersWith(Consumer<StreamObserver<ConfirmResponse>> answer) {
        instead = answer;
        answersByItself = false;
    }

    /// Answers orders of streams in place of sealing them.
    public void answersManyWith(Consumer<Held> answer) {
        many = answer;
    }

    public static SealedOrder sealed(ConfirmRequest request) {
        return SealedOrder.newBuilder().setOrder(request.getOrder()).build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Updates extends UpdateServiceGrpc.UpdateServiceImplBase {

        @Override
        public void updateTrade(UpdateTradeRequest request, StreamObserver<UpdateTradeResponse> response) {
            received.add(request);
            response.onNext(UpdateTradeResponse.newBuilder()
                    .setSealedUpdate(SealedUpdate.newBuilder().setUpdate(request.getUpdate()))
                    .build());
            response.onCompleted();
        }
    }

    private final class Trades extends TradeServiceGrpc.TradeServiceImplBase {

        private <A> void answer(Object request, StreamObserver<A> response, A answer) {
            received.add(request);
            response.onNext(answer);
            response.onCompleted();
        }

        @Override
        public void checkLimit(CheckLimitRequest request, StreamObserver<CheckLimitResponse> response) {
            answer(
                    request,
                    response,
                    CheckLimitResponse.newBuilder().setRemainingWh(9_000).build());
        }

        @Override
        public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> response) {
            if (answersByItself) {
                answer(
                        request,
                        response,
                        ConfirmResponse.newBuilder()
                                .setSealedOrder(sealed(request))
                                .build());
                return;
            }
            received.add(request);
            instead.accept(response);
        }

        @Override
        public StreamObserver<ConfirmManyRequest> confirmMany(StreamObserver<ConfirmManyResponse> response) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ConfirmManyRequest request) {
                    received.add(request);
                    many.accept(new Held(request, response));
                }

                @Override
                public void onError(Throwable error) {
                    received.add(error);
                }

                @Override
                public void onCompleted() {
                    response.onCompleted();
                }
            };
        }

        @Override
        public void getTrade(GetTradeRequest request, StreamObserver<GetTradeResponse> response) {
            answer(
                    request,
                    response,
                    GetTradeResponse.newBuilder()
                            .setTrade(TradeView.newBuilder().setChange(3))
                            .build());
        }

        @Override
        public void listTrades(ListTradesRequest request, StreamObserver<ListTradesResponse> response) {
            answer(
                    request,
                    response,
                    ListTradesResponse.newBuilder()
                            .addTrades(TradeView.newBuilder().setChange(4))
                            .build());
        }

        @Override
        public void watchTrades(WatchTradesRequest request, StreamObserver<WatchTradesResponse> response) {
            var call = (ServerCallStreamObserver<WatchTradesResponse>) response;
            call.setOnCancelHandler(() -> received.add("cancelled"));
            received.add(request);
            watches.add(call);
        }
    }
}
