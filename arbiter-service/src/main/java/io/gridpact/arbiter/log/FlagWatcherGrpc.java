package io.gridpact.arbiter.log;

import io.gridpact.arbiter.v1.FlagKind;
import io.gridpact.arbiter.v1.PairStage;
import io.gridpact.arbiter.v1.WatchFlagsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One open stream of flags. Sends no faster than the other side reads.
final class FlagWatcherGrpc implements WatchFlags.Watcher {

    private static final int LOOK_SECONDS = 1;

    private final String utility;
    private final ServerCallStreamObserver<WatchFlagsResponse> response;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// @param wake makes the thread that follows look whether the other side has gone
    FlagWatcherGrpc(String utility, ServerCallStreamObserver<WatchFlagsResponse> response, Runnable wake) {
        this.utility = utility;
        this.response = response;
        response.setOnReadyHandler(this::signal);
        response.setOnCancelHandler(() -> {
            signal();
            wake.run();
        });
    }

    /// Runs until the stream ends.
    void follow(WatchFlags flags, long after) {
        try {
            flags.watch(utility, after, this);
        } catch (RuntimeException failure) {
            response.onError(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean tell(Flag flag) throws InterruptedException {
        awaitReady();
        if (gone()) {
            return false;
        }
        PairKey pair = flag.pair();
        response.onNext(WatchFlagsResponse.newBuilder()
                .setFlag(flag.number())
                .setKind(kind(flag.kind()))
                .setPeer(pair.first().equals(utility) ? pair.second() : pair.first())
                .setWindowStartMillis(pair.windowStart().toEpochMilli())
                .setStage(stage(pair.stage()))
                .setNumber(pair.number())
                .build());
        return true;
    }

    @Override
    public boolean gone() {
        return response.isCancelled();
    }

    private void awaitReady() throws InterruptedException {
        lock.lock();
        try {
            while (!response.isReady() && !gone()) {
                changed.await(LOOK_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static FlagKind kind(PairStanding kind) {
        return switch (kind) {
            case MATCHED -> FlagKind.FLAG_KIND_MATCHED;
            case MISMATCHED -> FlagKind.FLAG_KIND_MISMATCHED;
            case UNPAIRED -> FlagKind.FLAG_KIND_UNPAIRED;
            case WAITING -> throw new IllegalStateException("nobody is told that a digest waits");
        };
    }

    private static PairStage stage(io.gridpact.protocol.pairing.PairStage stage) {
        return switch (stage) {
            case SEALED -> PairStage.PAIR_STAGE_SEALED;
            case SETTLED -> PairStage.PAIR_STAGE_SETTLED;
        };
    }
}
