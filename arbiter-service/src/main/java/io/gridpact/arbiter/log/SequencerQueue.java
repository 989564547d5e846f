package io.gridpact.arbiter.log;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What waits for the writer. Bounded by statements: beyond that callers are refused, not kept.
final class SequencerQueue {

    /// Statements that may wait or be under way.
    static final int MAX_STATEMENTS = 5_000;

    /// Something for the writer to do.
    sealed interface Work {}

    /// Statements to log, and who waits for their outcomes.
    record Submitted(List<Submission> submissions, long sinceNanos, CompletableFuture<List<SubmitOutcome>> answer)
            implements Work {}

    /// Everything that is due by now, and who waits for it to be done.
    record Due(CompletableFuture<Void> done) implements Work {}

    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MAX_STATEMENTS);
    private final AtomicInteger waiting = new AtomicInteger();

    /// @throws RefusedException `RESOURCE_EXHAUSTED` where there is no room
    void put(Submitted submitted) {
        if (!room.tryAcquire(submitted.submissions().size())) {
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "statements", "too many statements wait to be logged"));
        }
        add(submitted);
    }

    void put(Due due) {
        add(due);
    }

    private void add(Work work) {
        waiting.incrementAndGet();
        queue.add(work);
    }

    /// All that waits; after that time nothing.
    List<Work> take(long atMostMillis) throws InterruptedException {
        List<Work> works = new ArrayList<>();
        Work first = queue.poll(atMostMillis, TimeUnit.MILLISECONDS);
        if (first != null) {
            works.add(first);
            queue.drainTo(works);
        }
        return works;
    }

    /// Those works are done with.
    void done(List<Work> works) {
        for (Work work : works) {
            if (work instanceof Submitted submitted) {
                room.release(submitted.submissions().size());
            }
        }
        waiting.addAndGet(-works.size());
    }

    /// Whether nothing waits or is under way.
    boolean isEmpty() {
        return waiting.get() == 0;
    }

    int statements() {
        return MAX_STATEMENTS - room.availablePermits();
    }
}
