package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Bounds what each caller begins per second, has open, and has the server hold, so that one cannot take another's
/// share. Behind [CallerInterceptor]; callers are trusted participants, so there are only so many.
public final class RateInterceptor implements ServerInterceptor {

    private final Function<ParticipantRole, RateLimit> limits;
    private final LongSupplier nanoTime;
    private final CallerShare.HeldByAll heldByAll = new CallerShare.HeldByAll(ServerBounds.MAX_HELD_BYTES);
    private final ConcurrentMap<String, CallerShare> shares = new ConcurrentHashMap<>();

    public RateInterceptor(Function<ParticipantRole, RateLimit> limits) {
        this(limits, System::nanoTime);
    }

    RateInterceptor(Function<ParticipantRole, RateLimit> limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /// @throws RefusedException `RESOURCE_EXHAUSTED`, which [ErrorInterceptor] turns into a status
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Caller caller = Caller.current();
        CallerShare share = shares.computeIfAbsent(
                caller.identity().spiffeId(), _ -> new CallerShare(limits.apply(caller.role()), heldByAll, nanoTime));
        share.beginCall();
        boolean oneAnswer = call.getMethodDescriptor().getType().serverSendsOneMessage();
        AnswerBytes<Q, A> answer = new AnswerBytes<>(call, share);
        var ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                answer.taken();
                share.endCall();
            }
        };
        InboundBytes bytes = InboundBytes.KEY.get();
        if (bytes != null) {
            bytes.bind(new InboundBytes.Bound(
                    share,
                    MessageBounds.maxBytes(
                            caller.role(), call.getMethodDescriptor().getFullMethodName()),
                    refusal -> call.close(Status.RESOURCE_EXHAUSTED.withCause(refusal), new Metadata())));
        }
        boolean oneRequest = call.getMethodDescriptor().getType().clientSendsOneMessage();
        try {
            return new Bounded<>(
                    Contexts.interceptCall(
                            Context.current().withValue(CallerShare.KEY, share),
                            oneAnswer ? answer : call,
                            headers,
                            next),
                    oneRequest ? null : bytes,
                    end);
        } catch (RuntimeException e) {
            end.run();
            throw e;
        }
    }

    /// Exactly one of complete and cancel comes for each call. The one message of a call that has one is worked on
    /// until then, a message of a stream until it was handed on.
    private static final class Bounded<Q> extends SimpleForwardingServerCallListener<Q> {
        private final @Nullable InboundBytes stream;
        private final Runnable end;

        Bounded(ServerCall.Listener<Q> listener, @Nullable InboundBytes stream, Runnable end) {
            super(listener);
            this.stream = stream;
            this.end = end;
        }

        @Override
        public void onMessage(Q message) {
            try {
                super.onMessage(message);
            } finally {
                if (stream != null) {
                    stream.handled();
                }
            }
        }

        @Override
        public void onComplete() {
            end.run();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            end.run();
            super.onCancel();
        }
    }
}
