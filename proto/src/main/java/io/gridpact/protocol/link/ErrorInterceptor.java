package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The one place where a service's errors become `google.rpc.Status`: whatever is thrown, or closed with, leaves with
/// exactly one `ErrorInfo` whose reason is documented. The outermost interceptor of ours.
public final class ErrorInterceptor implements ServerInterceptor {

    private final Faults faults;
    private final CallMeter meter;

    public ErrorInterceptor(CallMeter meter) {
        this.faults = new Faults();
        this.meter = meter;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var explained = new ExplainedCall<>(call);
        explained.opened();
        try {
            return new GuardedListener<>(next.startCall(explained, headers), explained);
        } catch (RuntimeException e) {
            explained.closeFor(e);
            return new ServerCall.Listener<>() {};
        }
    }

    /// Closes with details, once, and says how it went.
    private final class ExplainedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final String method;
        private final long startNanos = System.nanoTime();
        private final AtomicBoolean counted = new AtomicBoolean();
        private final AtomicBoolean closed = new AtomicBoolean();

        ExplainedCall(ServerCall<Q, A> call) {
            super(call);
            this.method = call.getMethodDescriptor().getFullMethodName();
        }

        void opened() {
            meter.opened("", method);
        }

        void ended(String outcome) {
            if (counted.compareAndSet(false, true)) {
                meter.closed("", method, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
            }
        }

        void closeFor(Throwable error) {
            close(Status.UNKNOWN.withCause(error), new Metadata());
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            if (status.isOk()) {
                ended(CallMeter.OK);
                super.close(status, trailers);
                return;
            }
            StatusRuntimeException explanation = explained(status, trailers);
            ended(RefusalStatus.refusalOf(explanation).reason().name());
            super.close(explanation.getStatus(), RefusalStatus.trailersOf(explanation));
        }

        private StatusRuntimeException explained(Status status, Metadata trailers) {
            // Only the status is handed on; other trailers of another service are not for our caller.
            Optional<com.google.rpc.Status> ours = RefusalStatus.statusOf(new StatusRuntimeException(status, trailers));
            if (ours.isPresent()) {
                return RefusalStatus.toException(ours.get());
            }
            Throwable cause = status.getCause();
            return cause == null ? RefusalStatus.toException(ofOurOwn(status)) : faults.explain(cause, method);
        }

        // A status without details comes from grpc itself or from code that forgot; what it says to us is kept, what
        // the caller sees is one of the list.
        private Refusal ofOurOwn(Status status) {
            Refusal refusal = RefusalStatus.byCode(status);
            if (refusal.reason() != Reason.INTERNAL) {
                return refusal;
            }
            Optional<Refusal> misuse = Faults.misuseOf(status.getDescription());
            return misuse.orElse(refusal);
        }
    }

    private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ErrorInterceptor.ExplainedCall<Q, ?> call;

        GuardedListener(ServerCall.Listener<Q> listener, ErrorInterceptor.ExplainedCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guarded(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guarded(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guarded(super::onReady);
        }

        @Override
        public void onCancel() {
            call.ended(CallMeter.CANCELLED);
            super.onCancel();
        }

        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException e) {
                call.closeFor(e);
            }
        }
    }
}
