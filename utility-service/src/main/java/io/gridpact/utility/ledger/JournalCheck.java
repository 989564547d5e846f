package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Rebuilds every closed minute of the journal and looks for trades' statements that are not in it.
final class JournalCheck implements StoreCheck {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "journal_root");

    private static final String MISSING = """
            with journaled as (
                select substring(b.digests from (g.i * 32 + 1)::int for 32) as digest
                from journal_batch b, generate_series(0, length(b.digests) / 32 - 1) as g (i)),
            needed as (
                select order_digest as subject, order_digest as digest from trade
                union all select order_digest, seller_attestation_digest from trade
                    where seller_attestation_digest is not null
                union all select order_digest, buyer_attestation_digest from trade
                    where buyer_attestation_digest is not null
                union all select own_statement_digest, own_statement_digest from pair_digest
                    where own_statement_digest is not null
                union all select enrolment_digest, enrolment_digest from meter)
            select n.subject from needed n where not exists (select from journaled j where j.digest = n.digest)""";

    private static final String MISPLACED = """
            select t.order_digest from trade t join journal_batch b on b.minute = t.seller_minute
                and t.seller_index >= b.first_index and t.seller_index < b.first_index + length(b.digests) / 32
            where substring(b.digests from ((t.seller_index - b.first_index) * 32 + 1)::int for 32)
                <> t.seller_attestation_digest
            union all
            select t.order_digest from trade t join journal_batch b on b.minute = t.buyer_minute
                and t.buyer_index >= b.first_index and t.buyer_index < b.first_index + length(b.digests) / 32
            where substring(b.digests from ((t.buyer_index - b.first_index) * 32 + 1)::int for 32)
                <> t.buyer_attestation_digest""";

    private final String utility;
    private final DataSource database;

    JournalCheck(String utility, DataSource database) {
        this.utility = utility;
        this.database = database;
    }

    @Override
    public void check(Sink sink) {
        try (Connection connection = database.getConnection()) {
            checkMinutes(connection, sink);
            report(connection, MISSING, "statement-is-journaled", "a statement is in no minute", sink);
            report(connection, MISPLACED, "attestation-is-where-it-says", "another statement stands there", sink);
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    private void checkMinutes(Connection connection, Sink sink) throws SQLException {
        String sql = """
                select m.minute, m.size, m.tree_root, s.envelope
                from journal_minute m left join submission s on s.statement_digest = m.statement_digest
                order by m.minute""";
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Instant minute = Instant.ofEpochMilli(rows.getLong(1));
                sink.checked("journal minutes", 1);
                List<Digest> statements = Journal.statements(connection, minute);
                sink.checked("journal entries", statements.size());
                Digest treeRoot = JournalMinute.treeRoot(statements);
                boolean same = statements.size() == rows.getLong(2)
                        && treeRoot.equals(Digest.of(rows.getBytes(3)))
                        && committed(rows.getBytes(4), minute, treeRoot, statements.size());
                if (!same) {
                    sink.finding(
                            "journal-root-from-statements",
                            minute.toString(),
                            "the minute's statements do not give the committed root");
                }
            }
        }
    }

    private boolean committed(byte @Nullable [] envelope, Instant minute, Digest treeRoot, long size) {
        if (envelope == null || size == 0) {
            return false;
        }
        try {
            JournalRoot root = StatementWire.journalRoot(EnvelopeWire.parse(envelope, STORED), STORED);
            return root.root().equals(JournalMinute.root(utility, minute, treeRoot, size));
        } catch (RefusedException malformed) {
            return false;
        }
    }

    private static void report(Connection connection, String sql, String rule, String detail, Sink sink)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                sink.finding(rule, Digest.of(rows.getBytes(1)).prefix(), detail);
            }
        }
    }
}
