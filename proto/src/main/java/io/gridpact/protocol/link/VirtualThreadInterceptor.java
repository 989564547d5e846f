package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Serves each call on virtual threads, its events one after the other, so that a service may block.
///
/// In place of Quarkus' `@RunOnVirtualThread`, whose replaying listener (3.32) looks at its queue and its flag from two
/// threads without a lock: an event that comes between the two looks is lost, and its call hangs.
final class VirtualThreadInterceptor implements ServerInterceptor {

    private static final System.Logger LOG = System.getLogger(VirtualThreadInterceptor.class.getName());

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var served = new ServedCall<>(call);
        served.then(() -> served.handler = next.startCall(call, headers));
        return served;
    }

    /// Hands on what happens to a call, in order. Bounded by what grpc delivers: messages come only as they are asked
    /// for.
    private static final class ServedCall<Q> extends ServerCall.Listener<Q> implements Runnable {

        private final ServerCall<Q, ?> call;
        private final Context context = Context.current();
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean running;
        // Only read and written by the tasks, which run one after the other.
        private ServerCall.Listener<Q> handler = new ServerCall.Listener<>() {};

        ServedCall(ServerCall<Q, ?> call) {
            this.call = call;
        }

        void then(Runnable task) {
            synchronized (waiting) {
                waiting.add(task);
                if (running) {
                    return;
                }
                running = true;
            }
            Thread.ofVirtual().name("call").start(context.wrap(this));
        }

        @Override
        public void run() {
            for (Runnable task = next(); task != null; task = next()) {
                try {
                    task.run();
                } catch (Throwable e) {
                    fail(e);
                }
            }
        }

        private @Nullable Runnable next() {
            synchronized (waiting) {
                Runnable task = waiting.poll();
                running = task != null;
                return task;
            }
        }

        // What [ErrorInterceptor] did not take: errors of the virtual machine, and calls that are closed already.
        private void fail(Throwable e) {
            LOG.log(Level.ERROR, "a call was given up", e);
            StatusRuntimeException fault =
                    RefusalStatus.toException(Refusal.of(Reason.INTERNAL, "", "a fault of this service"));
            try {
                call.close(fault.getStatus(), RefusalStatus.trailersOf(fault));
            } catch (IllegalStateException closedAlready) {
                LOG.log(Level.DEBUG, "the call was closed already", closedAlready);
            }
        }

        @Override
        public void onMessage(Q message) {
            then(() -> handler.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            then(() -> handler.onHalfClose());
        }

        @Override
        public void onCancel() {
            then(() -> handler.onCancel());
        }

        @Override
        public void onComplete() {
            then(() -> handler.onComplete());
        }

        @Override
        public void onReady() {
            then(() -> handler.onReady());
        }
    }
}
