package io.gridpact.protocol.link;

import com.google.protobuf.MessageLite;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// Counts the bytes of a call's one answer from when it is given until it is taken. A caller that asks and does not
/// read would otherwise have the server keep an answer for each call that it may have open.
///
/// Streams of answers are not counted: who serves one gives the next answer only when the last has gone.
final class AnswerBytes<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final CallerShare share;
    private long heldBytes;
    private boolean over;

    AnswerBytes(ServerCall<Q, A> call, CallerShare share) {
        super(call);
        this.share = share;
    }

    @Override
    public void sendMessage(A message) {
        if (isHeld(message)) {
            super.sendMessage(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (!isOver()) {
            super.close(status, trailers);
        }
    }

    private boolean isHeld(A message) {
        long bytes = message instanceof MessageLite sized ? sized.getSerializedSize() : 0;
        RefusedException tooMuch = hold(bytes);
        if (tooMuch != null) {
            super.close(Status.RESOURCE_EXHAUSTED.withCause(tooMuch), new Metadata());
        }
        return tooMuch == null;
    }

    private synchronized @Nullable RefusedException hold(long bytes) {
        try {
            share.hold(bytes);
            heldBytes += bytes;
            return null;
        } catch (RefusedException tooMuch) {
            over = true;
            return tooMuch;
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    /// The answer was taken, or nobody waits for it.
    synchronized void taken() {
        share.release(heldBytes);
        heldBytes = 0;
    }
}
