package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.StoreChecker.Sink;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Looks for statements that are in no minute of the journal, among those that are kept as envelopes and whose digests
/// are in no column.
final class EnvelopesInJournal {

    /// Digests that are looked for together, so that memory is bounded: each time the journal is read once.
    private static final int PAGE_ENVELOPES = 200_000;

    private static final Fields STORED = new Fields(Reason.INTERNAL, "envelope");

    private static final String KEPT = """
            select receipt from trade where receipt is not null
            union all select receipt from trade_update where receipt is not null
            union all select peer_envelope from pair_digest where peer_envelope is not null
            union all select envelope from pair_equivocation""";

    private EnvelopesInJournal() {}

    static void check(Connection connection, Sink sink) throws SQLException {
        Set<Digest> page = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KEPT)) {
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    add(page, rows.getBytes(1), sink);
                    if (page.size() == PAGE_ENVELOPES) {
                        report(connection, page, sink);
                        page.clear();
                    }
                }
            }
        }
        report(connection, page, sink);
    }

    private static void add(Set<Digest> page, byte[] encoded, Sink sink) {
        try {
            page.add(EnvelopeWire.parse(encoded, STORED).digest());
        } catch (RefusedException malformed) {
            sink.finding("statement-is-journaled", "unknown", "an envelope that is none");
        }
    }

    private static void report(Connection connection, Set<Digest> page, Sink sink) throws SQLException {
        Set<Digest> missing = new HashSet<>(page);
        try (PreparedStatement query = connection.prepareStatement("select digests from journal_batch")) {
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (!missing.isEmpty() && rows.next()) {
                    byte[] digests = rows.getBytes(1);
                    for (int at = 0; at < digests.length; at += Digest.BYTES) {
                        missing.remove(Digest.of(Arrays.copyOfRange(digests, at, at + Digest.BYTES)));
                    }
                }
            }
        }
        missing.forEach(
                digest -> sink.finding("statement-is-journaled", digest.prefix(), "a statement is in no minute"));
    }
}
