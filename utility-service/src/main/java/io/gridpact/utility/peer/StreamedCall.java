package io.gridpact.utility.peer;

import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sends many messages for one answer, no faster than the receiver takes them.
public final class StreamedCall {

    /// How long a receiver may take for one message, and for its answer.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private StreamedCall() {}

    /// @param open opens the call with the observer of its answer
    /// @param messages is given what takes a message; it blocks while the receiver is slow
    /// @return the answer
    /// @throws RefusedException as the receiver refused, or PEER_UNAVAILABLE
    public static <Q, A> A send(Function<StreamObserver<A>, StreamObserver<Q>> open, Consumer<Consumer<Q>> messages) {
        Answer<Q, A> answer = new Answer<>();
        StreamObserver<Q> call = open.apply(answer);
        try {
            messages.accept(message -> {
                answer.awaitReady();
                call.onNext(message);
            });
            call.onCompleted();
            return answer.await();
        } catch (AnsweredEarlyException answered) {
            return answer.await();
        } catch (RuntimeException fault) {
            call.onError(fault);
            throw fault;
        }
    }

    /// The receiver has answered before all was sent: nothing more is to be sent.
    private static final class AnsweredEarlyException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Answer<Q, A> implements ClientResponseObserver<Q, A> {

        private final CompletableFuture<A> result = new CompletableFuture<>();
        private final Semaphore readiness = new Semaphore(0);
        private volatile @Nullable ClientCallStreamObserver<Q> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> requestStream) {
            call = requestStream;
            requestStream.setOnReadyHandler(readiness::release);
        }

        void awaitReady() {
            while (!isReady()) {
                if (result.isDone()) {
                    throw new AnsweredEarlyException();
                }
                try {
                    if (!readiness.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE, "", "takes no more messages"));
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new RefusedException(Refusal.of(Reason.UNAVAILABLE), interrupted);
                }
            }
        }

        private boolean isReady() {
            ClientCallStreamObserver<Q> started = call;
            return started != null && started.isReady();
        }

        A await() {
            try {
                return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException failed) {
                Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
                throw new RefusedException(RefusalStatus.refusalOf(cause), cause);
            } catch (TimeoutException slow) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE, "", "gives no answer"), slow);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new RefusedException(Refusal.of(Reason.UNAVAILABLE), interrupted);
            }
        }

        @Override
        public void onNext(A value) {
            result.complete(value);
        }

        @Override
        public void onError(Throwable fault) {
            result.completeExceptionally(fault);
            readiness.release();
        }

        @Override
        public void onCompleted() {
            readiness.release();
        }
    }
}
