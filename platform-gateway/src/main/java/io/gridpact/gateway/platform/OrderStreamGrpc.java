package io.gridpact.gateway.platform;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import io.gridpact.gateway.order.ConfirmStream;
import io.gridpact.gateway.order.ForwardOrder;
import io.gridpact.gateway.order.PlatformSide;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmManyResponse;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.CallerShare;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.OrderProgress;
import io.gridpact.trade.v1.SealedOrder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;

/// A ConfirmMany call as the two ends of a [ConfirmStream].
final class OrderStreamGrpc implements StreamObserver<ConfirmManyRequest> {

    private final ConfirmStream stream;

    private OrderStreamGrpc(ConfirmStream stream) {
        this.stream = stream;
    }

    /// @param end is run when the stream ends; it may be more than once
    static OrderStreamGrpc open(
            ForwardOrder orders, Caller caller, ServerCallStreamObserver<ConfirmManyResponse> response, Runnable end) {
        ConfirmStream stream = orders.open(caller, CallerShare.current(), new Answers(response, end));
        response.disableAutoRequest();
        response.setOnReadyHandler(stream::ready);
        Runnable gone = () -> {
            end.run();
            stream.gone();
        };
        response.setOnCancelHandler(gone);
        response.setOnCloseHandler(gone);
        stream.begin();
        return new OrderStreamGrpc(stream);
    }

    @Override
    public void onNext(ConfirmManyRequest request) {
        ConfirmRequest order = request.getOrder();
        stream.order(request.getNumber(), () -> OrderWire.consented(order.getOrder()), order.toByteString());
    }

    @Override
    public void onError(Throwable error) {
        stream.gone();
    }

    @Override
    public void onCompleted() {
        stream.noMoreOrders();
    }

    private record Answers(ServerCallStreamObserver<ConfirmManyResponse> response, Runnable end)
            implements PlatformSide {

        @Override
        public boolean isReady() {
            return response.isReady();
        }

        @Override
        public void request(int orders) {
            response.request(orders);
        }

        @Override
        public void sealed(long number, ByteString sealedOrder) {
            response.onNext(ConfirmManyResponse.newBuilder()
                    .setNumber(number)
                    .setSealedOrder(PlatformGrpc.parsed(SealedOrder.parser(), sealedOrder))
                    .build());
        }

        @Override
        public void accepted(long number, ByteString progress) {
            response.onNext(ConfirmManyResponse.newBuilder()
                    .setNumber(number)
                    .setAccepted(PlatformGrpc.parsed(OrderProgress.parser(), progress))
                    .build());
        }

        @Override
        public void kept(long number, Order order, Instant until) {
            response.onNext(ConfirmManyResponse.newBuilder()
                    .setNumber(number)
                    .setAccepted(KeptProgressGrpc.of(order, until))
                    .build());
        }

        @Override
        public void refused(long number, Status status) {
            response.onNext(ConfirmManyResponse.newBuilder()
                    .setNumber(number)
                    .setError(status)
                    .build());
        }

        @Override
        public void complete() {
            end.run();
            response.onCompleted();
        }
    }
}
