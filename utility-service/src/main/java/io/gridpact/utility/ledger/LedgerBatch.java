package io.gridpact.utility.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Changes that are written in one transaction: all or none.
final class LedgerBatch {

    /// A change and who waits for it.
    record Change<W, R>(LedgerStep<W, R> step, W item, CompletableFuture<R> result) {}

    private static final Logger LOG = Logger.getLogger(LedgerBatch.class);

    private final List<Change<?, ?>> changes;
    private final List<Runnable> completions;

    LedgerBatch(List<Change<?, ?>> changes) {
        this.changes = changes;
        this.completions = new ArrayList<>(changes.size());
    }

    /// @throws SQLException where nothing was written, as far as the database says
    LedgerTransaction commit(DataSource database, JournalCursor cursor, Supplier<UUID> ids) throws SQLException {
        Connection connection = database.getConnection();
        try {
            connection.setAutoCommit(false);
            LedgerTransaction transaction = cursor.begin(connection, ids);
            for (List<Change<?, ?>> group : byStep()) {
                apply(transaction, group);
            }
            transaction.flush();
            connection.commit();
            return transaction;
        } catch (SQLException | RuntimeException | Error fault) {
            rollBack(connection, fault);
            throw fault;
        } finally {
            close(connection);
        }
    }

    /// Hands each caller their result.
    void complete() {
        completions.forEach(Runnable::run);
    }

    private Iterable<List<Change<?, ?>>> byStep() {
        Map<LedgerStep<?, ?>, List<Change<?, ?>>> groups = new LinkedHashMap<>();
        for (Change<?, ?> change : changes) {
            groups.computeIfAbsent(change.step(), step -> new ArrayList<>()).add(change);
        }
        return groups.values();
    }

    @SuppressWarnings("unchecked")
    private <W, R> void apply(LedgerTransaction transaction, List<Change<?, ?>> group) throws SQLException {
        List<Change<W, R>> same = (List<Change<W, R>>) (List<?>) group;
        LedgerStep<W, R> step = same.getFirst().step();
        List<R> results =
                step.apply(transaction, same.stream().map(Change::item).toList());
        for (int i = 0; i < same.size(); i++) {
            CompletableFuture<R> result = same.get(i).result();
            R value = results.get(i);
            completions.add(() -> result.complete(value));
        }
    }

    private static void rollBack(Connection connection, Throwable fault) {
        try {
            connection.rollback();
        } catch (SQLException alreadyGone) {
            fault.addSuppressed(alreadyGone);
        }
    }

    /// A connection that does not close takes back nothing that it has committed.
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException fault) {
            LOG.warnf("a connection does not close: %s", fault.getMessage());
        }
    }
}
