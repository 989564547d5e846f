package io.gridpact.utility.ledger;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Logger LOG = Logger.getLogger(LedgerWriter.class);

    private record Change<W, R>(LedgerStep<W, R> step, W item, CompletableFuture<R> result) {}

    private final DataSource database;
    private final JournalCursor cursor;
    private final Supplier<UUID> ids;
    private final LedgerMeter meter;
    private final BlockingQueue<Change<?, ?>> queue = new ArrayBlockingQueue<>(MAX_QUEUED_CHANGES);
    private final List<Consumer<Set<OutboxMessage>>> outboxListeners = new ArrayList<>();
    private final List<Runnable> commitListeners = new ArrayList<>();
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

    public void start() {
        Thread.ofPlatform().name("ledger-writer").daemon().start(this::loop);
    }

    /// Writes one change and waits until it is committed.
    ///
    /// @throws RefusedException RESOURCE_EXHAUSTED where too much waits, UNAVAILABLE where the database does not
    // answer
    public <W, R> R write(LedgerStep<W, R> step, W item) {
        CompletableFuture<R> result = new CompletableFuture<>();
        if (closed || !queue.offer(new Change<>(step, item, result))) {
            throw new RefusedException(Refusal.of(closed ? Reason.UNAVAILABLE : Reason.RESOURCE_EXHAUSTED));
        }
        try {
            return result.join();
        } catch (CompletionException fault) {
            if (fault.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw fault;
        }
    }

    /// Changes that wait now.
    public int queued() {
        return queue.size();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void loop() {
        List<Change<?, ?>> batch = new ArrayList<>(MAX_BATCH_CHANGES);
        while (!closed || !queue.isEmpty()) {
            try {
                Change<?, ?> first = queue.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, MAX_BATCH_CHANGES - 1);
                writeOrSplit(batch);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                closed = true;
            } finally {
                batch.clear();
            }
        }
    }

    /// A batch that fails falls back to its items, so that one bad change does not fail its neighbours.
    private void writeOrSplit(List<Change<?, ?>> batch) {
        long startedNanos = System.nanoTime();
        try {
            commitWithRetries(batch);
            meter.batchCommitted(batch.size(), System.nanoTime() - startedNanos);
        } catch (SQLException | RuntimeException fault) {
            if (batch.size() == 1) {
                batch.getFirst().result().completeExceptionally(asRuntime(fault));
                return;
            }
            LOG.warnf("a batch of %d changes failed and is written one by one: %s", batch.size(), fault.getMessage());
            for (Change<?, ?> change : batch) {
                writeOrSplit(List.of(change));
            }
        }
    }

    private void commitWithRetries(List<Change<?, ?>> batch) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                commit(batch);
                return;
            } catch (SQLException fault) {
                cursor.forget();
                if (!isSerialisationFailure(fault) || attempt >= MAX_SERIALISATION_RETRIES) {
                    throw fault;
                }
            } catch (RuntimeException fault) {
                cursor.forget();
                throw fault;
            }
        }
    }

    private void commit(List<Change<?, ?>> batch) throws SQLException {
        List<Runnable> completions = new ArrayList<>(batch.size());
        LedgerTransaction transaction;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                transaction = cursor.begin(connection, ids);
                for (List<Change<?, ?>> group : byStep(batch)) {
                    completions.addAll(apply(transaction, group));
                }
                transaction.flush();
                connection.commit();
            } catch (SQLException | RuntimeException fault) {
                connection.rollback();
                throw fault;
            }
        }
        cursor.committed(transaction);
        transaction.afterCommitActions().forEach(Runnable::run);
        if (!transaction.enqueuedMessages().isEmpty()) {
            outboxListeners.forEach(listener -> listener.accept(transaction.enqueuedMessages()));
        }
        commitListeners.forEach(Runnable::run);
        completions.forEach(Runnable::run);
    }

    @SuppressWarnings("unchecked")
    private static <W, R> List<Runnable> apply(LedgerTransaction transaction, List<Change<?, ?>> group)
            throws SQLException {
        List<Change<W, R>> changes = (List<Change<W, R>>) (List<?>) group;
        LedgerStep<W, R> step = changes.getFirst().step();
        List<R> results =
                step.apply(transaction, changes.stream().map(Change::item).toList());
        List<Runnable> completions = new ArrayList<>(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            CompletableFuture<R> result = changes.get(i).result();
            R value = results.get(i);
            completions.add(() -> result.complete(value));
        }
        return completions;
    }

    private static Iterable<List<Change<?, ?>>> byStep(List<Change<?, ?>> batch) {
        Map<LedgerStep<?, ?>, List<Change<?, ?>>> groups = new LinkedHashMap<>();
        for (Change<?, ?> change : batch) {
            groups.computeIfAbsent(change.step(), step -> new ArrayList<>()).add(change);
        }
        return groups.values();
    }

    private static boolean isSerialisationFailure(SQLException fault) {
        return "40001".equals(fault.getSQLState()) || "40P01".equals(fault.getSQLState());
    }

    private static RuntimeException asRuntime(Exception fault) {
        return fault instanceof RuntimeException runtime ? runtime : new LedgerFaultException((SQLException) fault);
    }
}
