package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Counts the bytes of one call's messages as grpc collects them, and has the call refused while a message that is too
/// large, or too much at once, is still under way: grpc's own bound is one for all methods, and looks at one message
/// alone.
final class InboundBytes extends ServerStreamTracer {

    static final Context.Key<InboundBytes> KEY = Context.key("gridpact-inbound-bytes");

    /// One for each call; [RateInterceptor] finds it in the call's context.
    static final Factory FACTORY = new Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            return new InboundBytes();
        }
    };

    /// What a call may hold, and how it is refused.
    ///
    /// @param maxMessageBytes of one message
    /// @param refuse ends the call; called once
    record Bound(CallerShare share, int maxMessageBytes, Consumer<RefusedException> refuse) {}

    private @Nullable Bound bound;
    /// Of the message that is being collected.
    private long messageBytes;
    /// Of messages that are collected and not yet worked on.
    private final Queue<Long> collected = new ArrayDeque<>();

    private long heldBytes;
    private boolean over;

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /// Must come before the first message is asked for; grpc collects none before.
    synchronized void bind(Bound callsBound) {
        this.bound = callsBound;
    }

    @Override
    public void inboundWireSize(long bytes) {
        RefusedException refusal = hold(bytes);
        Bound callsBound = bound();
        if (refusal != null && callsBound != null) {
            callsBound.refuse().accept(refusal);
        }
    }

    private synchronized @Nullable Bound bound() {
        return bound;
    }

    private synchronized @Nullable RefusedException hold(long bytes) {
        if (over || bound == null) {
            return null;
        }
        try {
            if (messageBytes + bytes > bound.maxMessageBytes()) {
                throw new RefusedException(Refusal.of(
                        Reason.RESOURCE_EXHAUSTED, "", "a message has at most " + bound.maxMessageBytes() + " bytes"));
            }
            bound.share().hold(bytes);
            messageBytes += bytes;
            heldBytes += bytes;
            return null;
        } catch (RefusedException tooMuch) {
            over = true;
            return tooMuch;
        }
    }

    @Override
    public synchronized void inboundMessageRead(int seqNo, long wireBytes, long uncompressedBytes) {
        collected.add(messageBytes);
        messageBytes = 0;
    }

    /// The oldest collected message has been worked on.
    synchronized void handled() {
        Long bytes = collected.poll();
        if (bytes != null) {
            release(bytes);
        }
    }

    @Override
    public synchronized void streamClosed(Status status) {
        over = true;
        collected.clear();
        release(heldBytes);
    }

    private void release(long bytes) {
        if (bound != null) {
            bound.share().release(bytes);
            heldBytes -= bytes;
        }
    }
}
