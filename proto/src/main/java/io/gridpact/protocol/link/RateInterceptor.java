package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Bounds what each caller begins per second and has open at once, so that one cannot take another's share. Behind
/// [CallerInterceptor]; callers are trusted participants, so there are only so many.
public final class RateInterceptor implements ServerInterceptor {

    private final Function<ParticipantRole, RateLimit> limits;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Share> shares = new ConcurrentHashMap<>();

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
        Share share = shares.computeIfAbsent(
                caller.identity().spiffeId(), _ -> new Share(limits.apply(caller.role()), nanoTime.getAsLong()));
        share.begin(nanoTime.getAsLong());
        var ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                share.end();
            }
        };
        try {
            return new EndTold<>(next.startCall(call, headers), end);
        } catch (RuntimeException e) {
            end.run();
            throw e;
        }
    }

    /// Exactly one of complete and cancel comes for each call.
    private static final class EndTold<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Runnable end;

        EndTold(ServerCall.Listener<Q> listener, Runnable end) {
            super(listener);
            this.end = end;
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

    /// One caller's token bucket, in billionths of a call, and its open calls.
    private static final class Share {
        private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

        private final RateLimit limit;
        private long tokenNanos;
        private long filledNanos;
        private int open;

        Share(RateLimit limit, long nowNanos) {
            this.limit = limit;
            this.tokenNanos = limit.burstCalls() * NANOS_PER_SECOND;
            this.filledNanos = nowNanos;
        }

        synchronized void begin(long nowNanos) {
            fill(nowNanos);
            if (open >= limit.openCalls()) {
                throw exhausted("more than " + limit.openCalls() + " calls are open");
            }
            if (tokenNanos < NANOS_PER_SECOND) {
                throw exhausted("more than " + limit.callsPerSecond() + " calls a second");
            }
            tokenNanos -= NANOS_PER_SECOND;
            open++;
        }

        synchronized void end() {
            open--;
        }

        private void fill(long nowNanos) {
            // Past a second's worth of burst the bucket is full anyway; so the product cannot overflow.
            long elapsedNanos = Math.clamp(nowNanos - filledNanos, 0, fillNanos());
            tokenNanos =
                    Math.min(limit.burstCalls() * NANOS_PER_SECOND, tokenNanos + elapsedNanos * limit.callsPerSecond());
            filledNanos = nowNanos;
        }

        private long fillNanos() {
            return NANOS_PER_SECOND * limit.burstCalls() / limit.callsPerSecond() + 1;
        }

        private static RefusedException exhausted(String description) {
            return new RefusedException(Refusal.of(Reason.RESOURCE_EXHAUSTED, "", description));
        }
    }
}
