package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Context;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// What one caller has in work at a server, within its [RateLimit]. Thread-safe.
public final class CallerShare {

    static final Context.Key<CallerShare> KEY = Context.key("gridpact-caller-share");

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit limit;
    private final HeldByAll heldByAll;
    private final LongSupplier nanoTime;
    /// A token bucket, in billionths of a call.
    private long tokenNanos;
    private long filledNanos;
    private int openCalls;
    private int ordersInWork;
    private long heldBytes;

    CallerShare(RateLimit limit, HeldByAll heldByAll, LongSupplier nanoTime) {
        this.limit = limit;
        this.heldByAll = heldByAll;
        this.nanoTime = nanoTime;
        this.tokenNanos = limit.burstCalls() * NANOS_PER_SECOND;
        this.filledNanos = nanoTime.getAsLong();
    }

    /// The share of the caller whose call this thread serves.
    ///
    /// @throws IllegalStateException outside a call that passed [RateInterceptor]
    public static CallerShare current() {
        CallerShare share = KEY.get();
        if (share == null) {
            throw new IllegalStateException("no call is being served here");
        }
        return share;
    }

    /// Takes an order that came on a stream into work. It costs as much as a call.
    ///
    /// @throws RefusedException `RESOURCE_EXHAUSTED` where the caller has too many in work, or sends them too fast
    public synchronized void beginOrder() {
        if (ordersInWork >= limit.ordersInWork()) {
            throw exhausted("more than " + limit.ordersInWork() + " orders are unanswered");
        }
        takeToken();
        ordersInWork++;
    }

    /// Of so many orders the answers are taken, or nobody waits for them.
    public synchronized void endOrders(int orders) {
        ordersInWork -= orders;
    }

    /// Something that this caller brought was refused for its signature: it costs as much as many calls, so that
    // forging
    /// is slower than trading. What is spent beyond the burst is forgotten.
    public synchronized void badSignature() {
        fill(nanoTime.getAsLong());
        tokenNanos = Math.max(
                -limit.burstCalls() * NANOS_PER_SECOND, tokenNanos - limit.badSignatureCalls() * NANOS_PER_SECOND);
    }

    synchronized void beginCall() {
        if (openCalls >= limit.openCalls()) {
            throw exhausted("more than " + limit.openCalls() + " calls are open");
        }
        takeToken();
        openCalls++;
    }

    synchronized void endCall() {
        openCalls--;
    }

    /// @throws RefusedException `RESOURCE_EXHAUSTED` where this caller, or all together, have too much under way;
    ///     nothing is held then
    synchronized void hold(long bytes) {
        if (heldBytes + bytes > limit.heldBytes()) {
            throw exhausted("more than " + limit.heldBytes() + " bytes are under way");
        }
        heldByAll.hold(bytes);
        heldBytes += bytes;
    }

    synchronized void release(long bytes) {
        heldBytes -= bytes;
        heldByAll.release(bytes);
    }

    private void takeToken() {
        fill(nanoTime.getAsLong());
        if (tokenNanos < NANOS_PER_SECOND) {
            throw exhausted("more than " + limit.callsPerSecond() + " calls and orders a second");
        }
        tokenNanos -= NANOS_PER_SECOND;
    }

    private void fill(long nowNanos) {
        // Twice that fills the bucket, however much was overspent; so the product cannot overflow.
        long elapsedNanos = Math.clamp(nowNanos - filledNanos, 0, fillNanos());
        tokenNanos =
                Math.min(limit.burstCalls() * NANOS_PER_SECOND, tokenNanos + elapsedNanos * limit.callsPerSecond());
        filledNanos = nowNanos;
    }

    private long fillNanos() {
        return 2 * (NANOS_PER_SECOND * limit.burstCalls() / limit.callsPerSecond() + 1);
    }

    private static RefusedException exhausted(String description) {
        return new RefusedException(Refusal.of(Reason.RESOURCE_EXHAUSTED, "", description));
    }

    /// Bytes that all callers together have under way at one server.
    static final class HeldByAll {

        private final long maxBytes;
        private final AtomicLong bytes = new AtomicLong();

        HeldByAll(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        void hold(long more) {
            if (bytes.addAndGet(more) > maxBytes) {
                bytes.addAndGet(-more);
                throw exhausted("more than " + maxBytes + " bytes of all callers are under way");
            }
        }

        void release(long fewer) {
            bytes.addAndGet(-fewer);
        }
    }
}
