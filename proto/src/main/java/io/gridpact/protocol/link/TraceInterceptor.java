package io.gridpact.protocol.link;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// One span for each call that is served, a part of the caller's where it says so. Where tracing is off the call passes
/// as it is.
final class TraceInterceptor implements ServerInterceptor {

    private final Tracing tracing;

    TraceInterceptor(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!tracing.isOn()) {
            return next.startCall(call, headers);
        }
        TracedWork work = tracing.serve(call.getMethodDescriptor().getFullMethodName(), headers);
        try (TracedWork.Entered here = work.enter()) {
            return new Traced<>(next.startCall(ended(call, work), headers), work);
        }
    }

    private static <Q, A> ServerCall<Q, A> ended(ServerCall<Q, A> call, TracedWork work) {
        return new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                work.cameTo(outcomeOf(status, trailers)).end();
                super.close(status, trailers);
            }
        };
    }

    private static String outcomeOf(Status status, Metadata trailers) {
        return status.isOk()
                ? CallMeter.OK
                : RefusalStatus.refusalOf(new StatusRuntimeException(status, trailers))
                        .reason()
                        .name();
    }

    private static final class Traced<Q> extends SimpleForwardingServerCallListener<Q> {

        private final TracedWork work;

        Traced(ServerCall.Listener<Q> listener, TracedWork work) {
            super(listener);
            this.work = work;
        }

        @Override
        public void onMessage(Q message) {
            within(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            within(super::onHalfClose);
        }

        @Override
        public void onReady() {
            within(super::onReady);
        }

        @Override
        public void onCancel() {
            within(super::onCancel);
            work.cameTo(CallMeter.CANCELLED).end();
        }

        @Override
        public void onComplete() {
            within(super::onComplete);
        }

        private void within(Runnable event) {
            try (TracedWork.Entered here = work.enter()) {
                event.run();
            }
        }
    }
}
