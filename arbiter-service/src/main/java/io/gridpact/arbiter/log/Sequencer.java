package io.gridpact.arbiter.log;

import io.gridpact.arbiter.log.SequencerQueue.Due;
import io.gridpact.arbiter.log.SequencerQueue.Submitted;
import io.gridpact.arbiter.log.SequencerQueue.Work;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The one writer of the log: takes everything that was queued when the last commit returned and commits it as one
/// batch. Callers wait for their outcomes; what they are told is stored before.
public final class Sequencer implements AutoCloseable {

    /// How long a caller waits for its receipt.
    private static final long ANSWER_SECONDS = 20;

    private static final long STOP_SECONDS = 10;

    private static final System.Logger LOG = System.getLogger(Sequencer.class.getName());

    private final SequencerQueue queue = new SequencerQueue();
    private final LogWriter writer;
    private final LogMeters meters;
    private final Thread thread = Thread.ofPlatform().name("sequencer").unstarted(this::run);
    private volatile boolean stopping;
    private volatile boolean onCallersThread;

    public Sequencer(
            LogStore store,
            Notary notary,
            Clock clock,
            Supplier<Optional<NetworkProfile>> profile,
            FlagBell bell,
            LogMeters meters) {
        this.writer = new LogWriter(store, notary, clock, profile, bell, meters);
        this.meters = meters;
        meters.watch(writer::status, queue::statements, clock);
    }

    /// Begins to read the log, and serves once it has.
    public void start() {
        thread.start();
    }

    /// Serves on the threads that ask, and ticks only when asked to: nothing then happens by itself. Instead of
    /// [#start].
    public void startOnCallersThread() {
        onCallersThread = true;
    }

    public LogStatus status() {
        return writer.status();
    }

    /// Where the log ends.
    ///
    /// @throws RefusedException `UNAVAILABLE` while it is not served
    LogTail tail() {
        if (status() instanceof LogStatus.Serving(LogTail tail)) {
            return tail;
        }
        throw unavailable(status().text());
    }

    /// Grows with every batch and every judgement.
    public long workCount() {
        return writer.workCount();
    }

    /// Whether nothing waits and nothing is due: every leaf is covered by a checkpoint, every overdue digest judged.
    public boolean idle() {
        return queue.isEmpty() && !writer.somethingIsDue();
    }

    public Optional<Instant> nextDue() {
        return writer.nextPairDue();
    }

    /// Logs the statements, in their order.
    ///
    /// @return one outcome for each
    /// @throws RefusedException `UNAVAILABLE` where the log cannot be appended to, `RESOURCE_EXHAUSTED` where
    ///     too much
    ///     waits
    List<SubmitOutcome> submit(List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return List.of();
        }
        CompletableFuture<List<SubmitOutcome>> answer = new CompletableFuture<>();
        queue.put(new Submitted(submissions, System.nanoTime(), answer));
        try (TracedWork ignored = TracedWork.part("wait for commit")) {
            return await(answer);
        }
    }

    /// A sealing deposit whose proof holds.
    ///
    /// @param envelope signed by the depositor
    /// @param countsUntil logged then or later it is refused with `WINDOW_CLOSED`
    public record ProvenDeposit(SealingDeposit deposit, Envelope envelope, Instant countsUntil) {}

    /// Logs the deposits, in their order.
    ///
    /// @return one outcome for each
    /// @throws RefusedException as for other statements
    public List<SubmitOutcome> deposit(List<ProvenDeposit> deposits) {
        return submit(deposits.stream()
                .map(proven -> ReadStatement.deposit(
                        proven.deposit().utility(), proven.deposit(), proven.envelope(), proven.countsUntil()))
                .toList());
    }

    /// A descriptor or a revocation that holds.
    SubmitOutcome publish(Submission document) {
        return submit(List.of(document)).getFirst();
    }

    /// Does what is due by now: judges overdue digests, signs a checkpoint that covers all leaves.
    public void runDue() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.put(new Due(done));
        await(done);
    }

    private <T> T await(CompletableFuture<T> answer) {
        if (stopping) {
            throw unavailable("the arbiter stops");
        }
        try {
            if (onCallersThread) {
                work(queue.take(0));
            }
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("the sequencer failed", failed.getCause());
        } catch (TimeoutException late) {
            throw unavailable("the log is not written in time");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable("the arbiter stops");
        }
    }

    static RefusedException unavailable(String description) {
        return new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", description));
    }

    private void run() {
        while (!stopping) {
            try {
                List<Work> works = queue.take(writer.millisUntilTick());
                work(works);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        try {
            fail(queue.take(0), unavailable("the arbiter stops"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(List<Work> works) {
        try {
            writer.write(works.stream()
                    .filter(Submitted.class::isInstance)
                    .map(Submitted.class::cast)
                    .toList());
            boolean asked = works.stream().anyMatch(Due.class::isInstance);
            if (asked || !onCallersThread) {
                writer.tick(asked);
            }
            queue.done(works);
            works.forEach(Sequencer::tellDone);
        } catch (RuntimeException failure) {
            queue.done(works);
            fail(works, failure);
        }
    }

    private static void tellDone(Work work) {
        if (work instanceof Due due) {
            due.done().complete(null);
        }
    }

    /// A caller that has its answer keeps it: completing twice does nothing.
    private static void fail(List<Work> works, RuntimeException failure) {
        if (!(failure instanceof RefusedException)) {
            LOG.log(Level.ERROR, "the sequencer failed", failure);
        }
        for (Work work : works) {
            switch (work) {
                case Submitted submitted -> submitted.answer().completeExceptionally(failure);
                case Due due -> due.done().completeExceptionally(failure);
            }
        }
    }

    /// Lets the batch that is under way end, refuses the rest.
    @Override
    public void close() {
        stopping = true;
        queue.put(new Due(new CompletableFuture<>()));
        try {
            if (!thread.join(java.time.Duration.ofSeconds(STOP_SECONDS))) {
                thread.interrupt();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
