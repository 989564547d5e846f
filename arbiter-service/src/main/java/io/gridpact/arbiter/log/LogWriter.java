package io.gridpact.arbiter.log;

import io.gridpact.arbiter.log.BatchAssembly.Assembled;
import io.gridpact.arbiter.log.SequencerQueue.Submitted;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.RefusedException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What the sequencer's thread does: commits batches, and at ticks judges pairs and signs checkpoints. Its state is
/// where the log ends; after a failed commit that is read again, since nobody knows whether it was written.
final class LogWriter {

    /// Under traffic a checkpoint is signed at most that often, in real time.
    private static final long TICK_MILLIS = 1_000;

    /// Whoever has just asked for all that is due waits until it is: for so long after, in real time, ticks come
    /// faster.
    private static final long HURRY_MILLIS = 2_000;

    private static final long HURRIED_TICK_MILLIS = 20;

    /// A checkpoint is signed at least that often, by the network's clock (PROTOCOL.md, section 9).
    private static final Duration CHECKPOINT_AT_LEAST = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());

    private final LogStore store;
    private final Notary notary;
    private final Clock clock;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final FlagBell bell;
    private final LogMeters meters;
    private final JudgePairs judge;
    private final AtomicLong workCount = new AtomicLong();

    private volatile LogStatus status = new LogStatus.Starting();
    private volatile Optional<Instant> nextPairDue = Optional.empty();
    private volatile boolean pairsChanged = true;
    private volatile Optional<Digest> judgedBy = Optional.empty();
    private long lastTickNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    private long lastAskedNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(HURRY_MILLIS);

    LogWriter(
            LogStore store,
            Notary notary,
            Clock clock,
            Supplier<Optional<NetworkProfile>> profile,
            FlagBell bell,
            LogMeters meters) {
        this.store = store;
        this.notary = notary;
        this.clock = clock;
        this.profile = profile;
        this.bell = bell;
        this.meters = meters;
        this.judge = new JudgePairs(store);
    }

    LogStatus status() {
        return status;
    }

    long workCount() {
        return workCount.get();
    }

    Optional<Instant> nextPairDue() {
        return nextPairDue;
    }

    boolean somethingIsDue() {
        return switch (status) {
            case LogStatus.Serving(LogTail tail) -> checkpointIsDue(tail) || pairsAreDue();
            case LogStatus.Starting() -> true;
            case LogStatus.Unreachable _ -> true;
            case LogStatus.Contradicted _ -> false;
        };
    }

    long millisUntilTick() {
        long tickMillis = millisSince(lastAskedNanos) < HURRY_MILLIS ? HURRIED_TICK_MILLIS : TICK_MILLIS;
        return Math.clamp(tickMillis - millisSince(lastTickNanos), 0, tickMillis);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /// Commits all that was queued as one batch and answers whoever waits for it.
    ///
    /// @throws RefusedException `UNAVAILABLE` where the log cannot be appended to
    void write(List<Submitted> works) {
        if (works.isEmpty()) {
            return;
        }
        List<Submission> submissions =
                works.stream().flatMap(work -> work.submissions().stream()).toList();
        long startNanos = System.nanoTime();
        // 1. Persist statements, leaves, receipts, tiles, pairs and flags, all or nothing.
        Assembled assembled = twice(() -> {
            Assembled batch = assemble(tail(), submissions);
            if (!batch.batch().isEmpty()) {
                store.append(batch.batch());
            }
            return batch;
        });
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        status = new LogStatus.Serving(assembled.tail());
        pairsChanged |= !assembled.batch().statements().isEmpty();
        workCount.incrementAndGet();
        // 2. Answer with what was stored.
        int from = 0;
        for (Submitted work : works) {
            int to = from + work.submissions().size();
            work.answer().complete(List.copyOf(assembled.outcomes().subList(from, to)));
            meters.answered(work.submissions(), assembled.outcomes().subList(from, to), work.sinceNanos());
            from = to;
        }
        meters.committed(assembled.batch().statements().size(), elapsed);
        // 3. Tell watchers.
        if (!assembled.batch().flags().isEmpty()) {
            bell.ring();
        }
    }

    private Assembled assemble(LogTail tail, List<Submission> submissions) {
        Map<EntryKey, LoggedStatement> logged =
                store.logged(submissions.stream().map(Submission::key).collect(Collectors.toSet()));
        Map<PairKey, Pair> pairs = store.pairs(submissions.stream()
                .map(Submission::subject)
                .filter(Submission.Agreed.class::isInstance)
                .map(subject -> ((Submission.Agreed) subject).pair())
                .collect(Collectors.toSet()));
        return new BatchAssembly(tail, logged, pairs, now()).assemble(submissions, notary);
    }

    /// Does what only time brings, at most once a second unless asked to.
    void tick(boolean asked) {
        if (!asked && millisUntilTick() > 0) {
            return;
        }
        lastTickNanos = System.nanoTime();
        if (asked) {
            lastAskedNanos = lastTickNanos;
            tail();
        } else if (!(status instanceof LogStatus.Serving) && !reload()) {
            return;
        }
        if (pairsAreDue()) {
            twice(this::judgePairs);
        }
        if (checkpointIsDue(tail())) {
            twice(this::signCheckpoint);
        }
    }

    private boolean pairsAreDue() {
        boolean timeHasCome = nextPairDue.map(due -> !now().isBefore(due)).orElse(false);
        return pairsChanged || timeHasCome || !judgedBy.equals(profile.get().map(NetworkProfile::digest));
    }

    private boolean checkpointIsDue(LogTail tail) {
        return tail.lastCheckpoint()
                .map(last -> tail.tree().size() > last.treeSize()
                        || !now().isBefore(last.signedAt().plus(CHECKPOINT_AT_LEAST)))
                .orElse(true);
    }

    private boolean judgePairs() {
        Optional<NetworkProfile> terms = profile.get();
        Instant now = now();
        List<Pair> overdue = judge.overdue(terms, now);
        while (!overdue.isEmpty()) {
            LogTail tail = tail();
            LogBatch batch = JudgePairs.declare(overdue, tail.lastFlag(), now);
            store.append(batch);
            Map<PairKey, Pair> before = new HashMap<>();
            overdue.forEach(pair -> before.put(pair.key(), pair));
            status = new LogStatus.Serving(tail.after(batch, tail.tree(), before));
            workCount.incrementAndGet();
            bell.ring();
            overdue = judge.overdue(terms, now);
        }
        nextPairDue = judge.nextDue(terms, now);
        judgedBy = terms.map(NetworkProfile::digest);
        pairsChanged = false;
        return true;
    }

    private boolean signCheckpoint() {
        LogTail tail = tail();
        long number = tail.lastCheckpoint().map(StoredCheckpoint::number).orElse(0L) + 1;
        StoredCheckpoint checkpoint = notary.checkpoint(number, tail.tree(), now());
        LogBatch batch = new LogBatch(
                List.of(), Map.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), Optional.of(checkpoint));
        store.append(batch);
        status = new LogStatus.Serving(tail.after(batch, tail.tree(), Map.of()));
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Where the log ends; read again where that is not known.
    private LogTail tail() {
        if (status instanceof LogStatus.Serving(LogTail tail)) {
            return tail;
        }
        if (reload() && status instanceof LogStatus.Serving(LogTail tail)) {
            return tail;
        }
        throw Sequencer.unavailable(status.text());
    }

    private boolean reload() {
        if (status instanceof LogStatus.Contradicted) {
            return false;
        }
        try {
            status = new LogStatus.Serving(new LoadLog(store, notary).load());
            pairsChanged = true;
            LOG.log(Level.INFO, status.text());
            return true;
        } catch (LogContradictedException contradicted) {
            status = new LogStatus.Contradicted(String.valueOf(contradicted.getMessage()));
            LOG.log(Level.ERROR, status.text() + "; nothing will be logged");
        } catch (LogStoreException unreachable) {
            lost(unreachable);
        }
        return false;
    }

    /// After a failure nobody knows whether the work was written, or another writer was first: where the log ends is
    /// read again, and the work done once more from there. Statements that were written find themselves logged.
    private <T> T twice(Supplier<T> work) {
        try {
            return work.get();
        } catch (LogStoreException failure) {
            lost(failure);
        }
        tail();
        try {
            return work.get();
        } catch (LogStoreException again) {
            lost(again);
            throw new RefusedException(Sequencer.unavailable(status.text()).refusal(), again);
        }
    }

    /// Written down once, however often it is tried again.
    private void lost(LogStoreException failure) {
        boolean known = status instanceof LogStatus.Unreachable;
        status = new LogStatus.Unreachable(String.valueOf(failure.getMessage()));
        if (!known) {
            LOG.log(Level.WARNING, status.text(), failure);
        }
    }
}
