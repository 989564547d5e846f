package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.ConfirmResponse;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A real server on loopback, wired as the services wire theirs.
final class AServer implements AutoCloseable {

    /// What the server does when it is asked to confirm.
    interface Confirms extends BiConsumer<ConfirmRequest, StreamObserver<ConfirmResponse>> {}

    static final Confirms GLADLY = (request, response) -> {
        response.onNext(ConfirmResponse.getDefaultInstance());
        response.onCompleted();
    };

    final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
    private volatile Confirms confirms = GLADLY;
    private final Server server;

    AServer(
            TlsMaterial own,
            TrustedPeers callers,
            InstantSource clock,
            Function<ParticipantRole, RateLimit> limits,
            BindableService... more) {
        this(own, callers, clock, limits, SignatureAudit.NONE, Tracing.OFF, more);
    }

    AServer(TlsMaterial own, TrustedPeers callers, SignatureAudit audit, Tracing tracing) {
        this(own, callers, InstantSource.system(), RateLimit::of, audit, tracing);
    }

    private AServer(
            TlsMaterial own,
            TrustedPeers callers,
            InstantSource clock,
            Function<ParticipantRole, RateLimit> limits,
            SignatureAudit audit,
            Tracing tracing,
            BindableService... more) {
        CallMeter meter = new CountingMeter(outcomes);
        var link = new LinkInterceptor(clock, callers, limits, meter, audit, tracing);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(ServerInterceptors.intercept(new TradeDoor(), link));
        for (BindableService service : more) {
            builder.addService(ServerInterceptors.intercept(service, link));
        }
        try {
            this.server = ServerBounds.apply(builder, own, callers).build().start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    AServer(TlsMaterial own, TrustedPeers callers) {
        this(own, callers, InstantSource.system(), RateLimit::of);
    }

    void confirms(Confirms behaviour) {
        confirms = behaviour;
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class TradeDoor extends TradeServiceGrpc.TradeServiceImplBase {
        @Override
        public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> response) {
            confirms.accept(request, response);
        }

        @Override
        public StreamObserver<ConfirmManyRequest> confirmMany(StreamObserver<ConfirmManyResponse> response) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ConfirmManyRequest request) {
                    if (request.getNumber() < 0) {
                        throw new IllegalStateException("a secret of ours");
                    }
                    response.onNext(ConfirmManyResponse.newBuilder()
                            .setNumber(request.getNumber())
                            .build());
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {
                    response.onCompleted();
                }
            };
        }
    }

    private record CountingMeter(Map<String, Integer> outcomes) implements CallMeter {
        @Override
        public void opened(String party, String method) {}

        @Override
        public void closed(String party, String method, String outcome, java.time.Duration elapsed) {
            outcomes.merge(outcome, 1, Integer::sum);
        }
    }
}
