package io.gridpact.gateway.platform;

import io.grpc.stub.StreamObserver;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What came from a stream, one after the other; an error or "end" last.
final class Heard<A> implements StreamObserver<A> {

    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing came");
    }

    Object next() throws InterruptedException {
        return next(all);
    }

    @Override
    public void onNext(A answer) {
        all.add(answer);
    }

    @Override
    public void onError(Throwable error) {
        all.add(error);
    }

    @Override
    public void onCompleted() {
        all.add("end");
    }
}
