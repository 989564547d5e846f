package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// One transaction of the ledger's writer. What it journals and enqueues is written once, at its end.
public final class LedgerTransaction {

    private final Connection connection;
    private final Instant now;
    private final Instant minute;
    private final long firstIndex;
    private final Supplier<UUID> ids;
    private final List<Digest> journaled = new ArrayList<>();
    private final Set<OutboxMessage> enqueued = new LinkedHashSet<>();
    private final Set<OutboxMessage> delivered = new LinkedHashSet<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final TradeTally tally = new TradeTally();

    LedgerTransaction(Connection connection, Instant now, Instant minute, long firstIndex, Supplier<UUID> ids) {
        this.connection = connection;
        this.now = now;
        this.minute = minute;
        this.firstIndex = firstIndex;
        this.ids = ids;
    }

    public Connection connection() {
        return connection;
    }

    /// The writer's time for this batch; never earlier than an earlier batch's.
    public Instant now() {
        return now;
    }

    /// A new surrogate key (UUIDv7).
    public UUID newId() {
        return ids.get();
    }

    /// Appends a statement that was signed or accepted here to the journal.
    public JournalPosition journal(Digest statement) {
        journaled.add(statement);
        return new JournalPosition(minute, firstIndex + journaled.size() - 1);
    }

    /// Writes a message to the outbox; once, however often it is asked for.
    public void enqueue(OutboxMessage message) {
        enqueued.add(message);
    }

    /// Removes a message from the outbox: its target has it, or nobody needs it any more.
    public void delivered(OutboxMessage message) {
        delivered.add(message);
    }

    /// Trades that this transaction brings into a state for which there is no reason to give.
    public void became(TradeState state, long trades) {
        tally.add(state, "", trades);
    }

    /// Trades that it refuses or makes void.
    public void became(TradeState state, String reason, long trades) {
        tally.add(state, reason, trades);
    }

    /// Runs after the commit, on the writer's thread: must be short and must not fail.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    long journaledCount() {
        return journaled.size();
    }

    TradeTally tally() {
        return tally;
    }

    Set<OutboxMessage> enqueuedMessages() {
        return enqueued;
    }

    List<Runnable> afterCommitActions() {
        return afterCommit;
    }

    /// Writes journal and outbox.
    void flush() throws SQLException {
        writeJournal();
        writeOutbox();
        removeDelivered();
    }

    private void writeJournal() throws SQLException {
        if (journaled.isEmpty()) {
            return;
        }
        byte[] digests = new byte[journaled.size() * Digest.BYTES];
        for (int i = 0; i < journaled.size(); i++) {
            System.arraycopy(journaled.get(i).bytes(), 0, digests, i * Digest.BYTES, Digest.BYTES);
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into journal_batch (minute, first_index, digests) values (?, ?, ?)")) {
            insert.setLong(1, minute.toEpochMilli());
            insert.setLong(2, firstIndex);
            insert.setBytes(3, digests);
            insert.executeUpdate();
        }
    }

    private void writeOutbox() throws SQLException {
        if (enqueued.isEmpty()) {
            return;
        }
        try (SqlBatch insert = new SqlBatch(connection, """
                insert into outbox (id, target, kind, subject, created_at)
                select * from unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::bigint[])
                on conflict (target, kind, subject) do nothing""")) {
            for (OutboxMessage message : enqueued) {
                insert.row(
                        newId(),
                        message.target(),
                        message.kind(),
                        message.subject().bytes(),
                        now.toEpochMilli());
            }
            insert.update();
        }
    }

    private void removeDelivered() throws SQLException {
        if (delivered.isEmpty()) {
            return;
        }
        try (SqlBatch delete = new SqlBatch(connection, """
                delete from outbox o using unnest(?::text[], ?::text[], ?::bytea[]) as d (target, kind, subject)
                where o.target = d.target and o.kind = d.kind and o.subject = d.subject""")) {
            for (OutboxMessage message : delivered) {
                delete.row(message.target(), message.kind(), message.subject().bytes());
            }
            delete.update();
        }
    }
}
