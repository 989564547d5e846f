package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.SubmissionKey;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Closes each minute with content and commits its root with the arbiter (PROTOCOL.md, section 9). In their order, and
/// none before the one that failed: a minute before a closed one is closed no more.
public final class CloseMinutes implements DueTask {

    /// Minutes are closed before anything that builds on them.
    static final int ORDER = 10;

    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final CloseStep step;

    public CloseMinutes(
            String utility,
            Signer signer,
            Salts salts,
            Watermark watermark,
            LedgerReader reader,
            LedgerWriter writer,
            Submissions submissions) {
        this.reader = reader;
        this.writer = writer;
        this.step = new CloseStep(utility, signer, salts, watermark, submissions);
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        int closed = 0;
        for (Instant minute : openMinutes()) {
            if (!minute.plus(JournalMinute.LENGTH).isAfter(now) && writer.write(step, minute)) {
                closed++;
            }
        }
        return closed;
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return openMinutes().stream()
                .map(minute -> minute.plus(JournalMinute.LENGTH))
                .findFirst();
    }

    private List<Instant> openMinutes() {
        return reader.list("""
                select distinct minute from journal_batch
                where minute > coalesce((select max(minute) from journal_minute), -1) order by minute""", query -> {}, row -> Instant.ofEpochMilli(row.getLong(1)));
    }

    private record CloseStep(String utility, Signer signer, Salts salts, Watermark watermark, Submissions submissions)
            implements LedgerStep<Instant, Boolean> {

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Instant> minutes) throws SQLException {
            List<Boolean> closed = new ArrayList<>(minutes.size());
            for (Instant minute : minutes) {
                closed.add(close(transaction, minute));
            }
            return closed;
        }

        private boolean close(LedgerTransaction transaction, Instant minute) throws SQLException {
            boolean over = transaction.now().truncatedTo(ChronoUnit.MINUTES).isAfter(minute);
            if (!over || isClosed(transaction, minute)) {
                return false;
            }
            List<Digest> statements = new ArrayList<>(Journal.statements(transaction.connection(), minute));
            statements.add(blind(transaction, minute, statements.size()));
            Digest treeRoot = JournalMinute.treeRoot(statements);
            Digest root = JournalMinute.root(utility, minute, treeRoot, statements.size());
            Instant completeTo = watermark.completeTo(transaction.connection(), transaction.now());
            byte[] payload = StatementWire.journalRootPayload(utility, minute, root, completeTo, salts.next());
            Envelope statement = Envelopes.sign(JournalRoot.PAYLOAD_TYPE, payload, signer);
            insert(transaction, minute, statements.size(), treeRoot, statement.digest());
            submissions.submit(transaction, statement, SubmissionKey.journal(minute));
            return true;
        }

        /// Ends each minute with a random digest: otherwise the arbiter could make anew the root of a minute that
        /// holds only statements it was sent, and so learn that no order was attested in it.
        private Digest blind(LedgerTransaction transaction, Instant minute, long index) throws SQLException {
            Digest random = Digest.of(salts.next());
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("insert into journal_batch (minute, first_index, digests) values (?, ?, ?)")) {
                insert.setLong(1, minute.toEpochMilli());
                insert.setLong(2, index);
                insert.setBytes(3, random.bytes());
                insert.executeUpdate();
            }
            return random;
        }

        private static boolean isClosed(LedgerTransaction transaction, Instant minute) throws SQLException {
            try (PreparedStatement query =
                    transaction.connection().prepareStatement("select 1 from journal_minute where minute = ?")) {
                query.setLong(1, minute.toEpochMilli());
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            }
        }

        private static void insert(
                LedgerTransaction transaction, Instant minute, int size, Digest treeRoot, Digest statement)
                throws SQLException {
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("insert into journal_minute (minute, size, tree_root, statement_digest)"
                            + " values (?, ?, ?, ?)")) {
                insert.setLong(1, minute.toEpochMilli());
                insert.setLong(2, size);
                insert.setBytes(3, treeRoot.bytes());
                insert.setBytes(4, statement.bytes());
                insert.executeUpdate();
            }
        }
    }
}
