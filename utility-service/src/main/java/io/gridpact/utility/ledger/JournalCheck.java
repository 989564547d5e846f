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
import org.jspecify.annotations.Nullable;

/// Rebuilds every closed minute of the journal and looks for statements that are not in it:
/// of trades and their updates, lists, enrolments, and what peers have shown.
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
                union all select enrolment_digest, enrolment_digest from meter
                union all select order_digest, order_digest from conflicting_order
                union all select update_digest, update_digest from trade_update
                union all select update_digest, seller_attestation_digest from trade_update
                    where seller_attestation_digest is not null
                union all select update_digest, buyer_attestation_digest from trade_update
                    where buyer_attestation_digest is not null
                union all select statement_digest, statement_digest from sheet_root
                union all select status_digest, status_digest from peer_status
                union all select enrolment_digest, enrolment_digest from peer_meter
                union all select digest, digest from peer_reading
                union all select statement_digest, statement_digest from status_equivocation)
            select n.subject from needed n where not exists (select from journaled j where j.digest = n.digest)""";

    private static final String FORGOTTEN = """
            select s.statement_digest from submission s where s.log_receipt is null and not exists (
                select from outbox o where o.kind = 'LOG' and o.subject = s.statement_digest)""";

    private static final String MISPLACED = """
            select t.order_digest from trade t join journal_batch b on b.minute = t.seller_minute
                and t.seller_index >= b.first_index and t.seller_index < b.first_index + length(b.digests) / 32
            where substring(b.digests from ((t.seller_index - b.first_index) * 32 + 1)::int for 32)
                <> t.seller_attestation_digest
            union all
            select t.order_digest from trade t join journal_batch b on b.minute = t.buyer_minute
                and t.buyer_index >= b.first_index and t.buyer_index < b.first_index + length(b.digests) / 32
            where substring(b.digests from ((t.buyer_index - b.first_index) * 32 + 1)::int for 32)
                <> t.buyer_attestation_digest
            union all
            select u.update_digest from trade_update u join journal_batch b on b.minute = u.buyer_minute
                and u.buyer_index >= b.first_index and u.buyer_index < b.first_index + length(b.digests) / 32
            where substring(b.digests from ((u.buyer_index - b.first_index) * 32 + 1)::int for 32)
                <> u.buyer_attestation_digest""";

    private final String utility;
    private final LedgerReader reader;

    JournalCheck(String utility, LedgerReader reader) {
        this.utility = utility;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        reader.scan(connection -> {
            checkMinutes(connection, sink);
            EnvelopesInJournal.check(connection, sink);
            return sink;
        });
        report(MISSING, "statement-is-journaled", "a statement is in no minute", sink);
        report(MISPLACED, "attestation-is-where-it-says", "another statement stands there", sink);
        report(FORGOTTEN, "statement-is-logged", "neither logged nor on its way to the arbiter", sink);
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
                List<Digest> statements = statements(connection, minute);
                sink.checked("journal entries", statements.size());
                boolean same = statements.size() == rows.getLong(2)
                        && JournalMinute.treeRoot(statements).equals(Digest.of(rows.getBytes(3)))
                        && committed(rows.getBytes(4), minute, statements);
                if (!same) {
                    sink.finding(
                            "journal-root-from-statements",
                            minute.toString(),
                            "the minute's statements do not give the committed root");
                }
            }
        }
    }

    /// None where the rows have a gap.
    private static List<Digest> statements(Connection connection, Instant minute) throws SQLException {
        try {
            return Journal.statements(connection, minute);
        } catch (IllegalStateException gap) {
            return List.of();
        }
    }

    private boolean committed(byte @Nullable [] envelope, Instant minute, List<Digest> statements) {
        if (envelope == null) {
            return false;
        }
        try {
            JournalRoot root = StatementWire.journalRoot(EnvelopeWire.parse(envelope, STORED), STORED);
            Digest treeRoot = JournalMinute.treeRoot(statements);
            return root.root().equals(JournalMinute.root(utility, minute, treeRoot, statements.size()));
        } catch (RefusedException malformed) {
            return false;
        }
    }

    private void report(String sql, String rule, String detail, Sink sink) {
        reader.list(sql, query -> {}, row -> Digest.of(row.getBytes(1)))
                .forEach(subject -> sink.finding(rule, subject.prefix(), detail));
    }
}
