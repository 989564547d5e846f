package io.gridpact.utility.ledger;

import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.LedgerBatch.Change;
import io.gridpact.utility.node.StoreTransaction;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// The only writer of the ledger. It takes everything that queued while the last commit ran, writes it in one
/// transaction, and wakes the callers, who wait on virtual threads.
public final class LedgerWriter implements AutoCloseable {

    /// Changes that may wait; one more is refused with RESOURCE_EXHAUSTED.
    static final int MAX_QUEUED_CHANGES = 20_000;
    /// Changes in one transaction.
    static final int MAX_BATCH_CHANGES = 1_000;
    /// How often a batch is tried again when the database asks for it (SQLSTATE 40001, 40P01).
    static final int MAX_SERIALISATION_RETRIES = 5;
    /// How long closing waits for what is still to be written; real time.
    static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /// Wakes a loop that waits, so that it sees that it is closed.
    private static final Change<?, ?> END = new Change<>((_, _) -> List.of(), "", new CompletableFuture<>());

    private static final Logger LOG = Logger.getLogger(LedgerWriter.class);

    private final DataSource database;
    private final JournalCursor cursor;
    private final Supplier<UUID> ids;
    private final LedgerMeter meter;
    private final BlockingQueue<Change<?, ?>> queue = new ArrayBlockingQueue<>(MAX_QUEUED_CHANGES);
    private final List<Consumer<Set<OutboxMessage>>> outboxListeners = new ArrayList<>();
    private final List<Runnable> commitListeners = new ArrayList<>();
    private final List<Runnable> doubtListeners = new ArrayList<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean onCallersThread;
    private volatile boolean closed;

    public LedgerWriter(DataSource database, Clock clock, Supplier<UUID> ids, LedgerMeter meter) {
        this.database = database;
        this.cursor = new JournalCursor(clock);
        this.ids = ids;
        this.meter = meter;
    }

    /// Tells the listener, after each commit, what that commit put into the outbox. Before [#start].
    public void onOutbox(Consumer<Set<OutboxMessage>> listener) {
        outboxListeners.add(listener);
    }

    /// Runs the listener after each commit; it must be short. Before [#start].
    public void onCommit(Runnable listener) {
        commitListeners.add(listener);
    }

    /// Runs the listener after each transaction that the database failed: where the connection broke while it
    /// was under way, it may have been written, and nobody else is told. It must be short. Before [#start].
    public void onDoubt(Runnable listener) {
        doubtListeners.add(listener);
    }

    public void start() {
        started = true;
        Thread.ofPlatform().name("ledger-writer").daemon().start(this::loop);
    }

    /// Writes on the threads that ask, each change in a transaction of its own: nothing then happens by itself.
    /// Instead of [#start].
    public void startOnCallersThread() {
        onCallersThread = true;
    }

    /// Writes one change and waits until it is committed.
    ///
    /// @throws RefusedException RESOURCE_EXHAUSTED where too much waits, UNAVAILABLE where the writer is closed
    /// @throws LedgerFaultException where the database does not answer, or does not take it
    public <W, R> R write(LedgerStep<W, R> step, W item) {
        CompletableFuture<R> result = new CompletableFuture<>();
        enqueue(new Change<>(step, item, result));
        if (onCallersThread) {
            writeQueued(new ArrayList<>());
        }
        try (TracedWork ignored = TracedWork.part("wait for commit")) {
            return result.join();
        } catch (CompletionException fault) {
            if (fault.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw fault;
        }
    }

    private void enqueue(Change<?, ?> change) {
        unfinished.incrementAndGet();
        asked.incrementAndGet();
        boolean queued = !closed && queue.offer(change);
        // Closed in between: perhaps nobody takes it any more.
        if (queued && (!closed || !queue.remove(change))) {
            return;
        }
        unfinished.decrementAndGet();
        throw new RefusedException(Refusal.of(closed ? Reason.UNAVAILABLE : Reason.RESOURCE_EXHAUSTED));
    }

    /// Changes that wait now.
    public int queued() {
        return queue.size();
    }

    /// Changes that wait or are being written, until everyone concerned has been told.
    int unfinished() {
        return unfinished.get();
    }

    /// Grows with each change that is asked for.
    long asked() {
        return asked.get();
    }

    /// Takes nothing more, and writes what still waits, for at most [#LONGEST_CLOSE].
    @Override
    public void close() {
        closed = true;
        // A queue that has no room for it is one that the loop does not wait for.
        boolean ignored = queue.offer(END);
        try {
            if (started && !ended.await(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the ledger's writer is closed with changes that still wait");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        List<Change<?, ?>> batch = new ArrayList<>(MAX_BATCH_CHANGES);
        try {
            while (!closed || !queue.isEmpty()) {
                batch.add(queue.take());
                writeQueued(batch);
                batch.clear();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            ended.countDown();
        }
    }

    private void writeQueued(List<Change<?, ?>> batch) {
        queue.drainTo(batch, MAX_BATCH_CHANGES - batch.size());
        batch.removeIf(change -> change == END);
        if (batch.isEmpty()) {
            return;
        }
        writeOrSplit(List.copyOf(batch));
        unfinished.addAndGet(-batch.size());
    }

    /// A batch that fails falls back to its items, so that one bad change does not fail its neighbours. Where the
    /// database is away, asking it again for each would only keep all of them waiting.
    private void writeOrSplit(List<Change<?, ?>> changes) {
        long startedNanos = System.nanoTime();
        try {
            commitWithRetries(changes);
            runSafely(() -> meter.batchCommitted(changes.size(), System.nanoTime() - startedNanos));
        } catch (SQLException | RuntimeException | Error fault) {
            RuntimeException told = asRuntime(fault);
            boolean databaseAway = told instanceof LedgerFaultException ledger && ledger.databaseAway();
            if (changes.size() == 1 || databaseAway || fault instanceof Error) {
                changes.forEach(change -> change.result().completeExceptionally(told));
                return;
            }
            LOG.warnf("a batch of %d changes failed and is written one by one: %s", changes.size(), fault.getMessage());
            for (Change<?, ?> change : changes) {
                writeOrSplit(List.of(change));
            }
        }
    }

    private void commitWithRetries(List<Change<?, ?>> changes) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                commit(changes);
                return;
            } catch (SQLException fault) {
                cursor.forget();
                doubtListeners.forEach(LedgerWriter::runSafely);
                if (!StoreTransaction.asksToRepeat(fault) || attempt >= MAX_SERIALISATION_RETRIES) {
                    throw fault;
                }
            } catch (RuntimeException | Error fault) {
                // A step's own refusal: it did not come to the commit.
                cursor.forget();
                throw fault;
            }
        }
    }

    private void commit(List<Change<?, ?>> changes) throws SQLException {
        LedgerBatch batch = new LedgerBatch(changes);
        // 1. Persist.
        LedgerTransaction transaction = batch.commit(database, cursor, ids);
        cursor.committed(transaction);
        // 2. Tell. What is committed stays committed, whatever a listener does.
        runSafely(() -> transaction.tally().tell(meter));
        transaction.afterCommitActions().forEach(LedgerWriter::runSafely);
        if (!transaction.enqueuedMessages().isEmpty()) {
            outboxListeners.forEach(listener -> runSafely(() -> listener.accept(transaction.enqueuedMessages())));
        }
        commitListeners.forEach(LedgerWriter::runSafely);
        batch.complete();
    }

    private static void runSafely(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException fault) {
            LOG.error("somebody who was told of a commit failed", fault);
        }
    }

    private static RuntimeException asRuntime(Throwable fault) {
        if (fault instanceof RuntimeException runtime) {
            return runtime;
        }
        return fault instanceof SQLException sql
                ? new LedgerFaultException(sql)
                : new IllegalStateException("the ledger's writer failed", fault);
    }
}
