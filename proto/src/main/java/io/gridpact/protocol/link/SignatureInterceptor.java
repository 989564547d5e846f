package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/// Sees the calls that end with `SIGNATURE_INVALID`, thrown or answered, and tells [SignatureAudit] who brought what;
/// the caller pays for it ([CallerShare#badSignature]). Behind [CallerInterceptor] and [RateInterceptor].
final class SignatureInterceptor implements ServerInterceptor {

    private final SignatureAudit audit;

    SignatureInterceptor(SignatureAudit audit) {
        this.audit = audit;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var watched = new Watched<>(call, Caller.current().id(), Context.current());
        return new Listening<>(next.startCall(watched, headers), watched);
    }

    /// A call and what it last brought. Its events come one after the other; it may be closed by another thread.
    private final class Watched<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final String caller;
        private final Context context;
        private volatile @Nullable Object lastMessage;
        private volatile boolean told;

        Watched(ServerCall<Q, A> call, String caller, Context context) {
            super(call);
            this.caller = caller;
            this.context = context;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!status.isOk()) {
                failed(new StatusRuntimeException(status, trailers));
            }
            super.close(status, trailers);
        }

        void failed(RuntimeException error) {
            if (!told && isAboutASignature(error)) {
                told = true;
                CallerShare share = CallerShare.KEY.get(context);
                if (share != null) {
                    share.badSignature();
                }
                audit.refused(caller, getMethodDescriptor().getFullMethodName(), SignedPart.digestPrefix(lastMessage));
            }
        }
    }

    private static boolean isAboutASignature(RuntimeException error) {
        if (error instanceof RefusedException refused) {
            return refused.refusal().reason() == Reason.SIGNATURE_INVALID;
        }
        return RefusalStatus.refusalOf(error).reason() == Reason.SIGNATURE_INVALID
                || error.getCause() instanceof RefusedException cause
                        && cause.refusal().reason() == Reason.SIGNATURE_INVALID;
    }

    private static final class Listening<Q> extends SimpleForwardingServerCallListener<Q> {

        private final SignatureInterceptor.Watched<Q, ?> call;

        Listening(ServerCall.Listener<Q> listener, SignatureInterceptor.Watched<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            call.lastMessage = message;
            watched(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            watched(super::onHalfClose);
        }

        private void watched(Runnable event) {
            try {
                event.run();
            } catch (RuntimeException error) {
                call.failed(error);
                throw error;
            }
        }
    }
}
