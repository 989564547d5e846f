package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Puts updates that are proven and not in force into a window's first list, in place of the revisions that they follow
/// (PROTOCOL.md, section 5).
final class ListUpdates {

    /// By receipt, or by this utility's own attestation as the buyer's, logged before gate closure.
    static final String PROVEN = """
            select u.order_digest, u.revision, u.seller_attestation_digest, u.buyer_attestation_digest,
                case when u.kind = 'CANCEL' or u.window_start <> u.decided_at then 0 else u.quantity_wh end, u.peer,
                u.decided_at
            from trade_update u join trade t on t.order_digest = u.order_digest
            where u.peer = ? and u.decided_at = ? and u.state = 'OPEN'
                and t.state = 'PENDING' and t.revision = u.revision - 1
                and u.seller_attestation is not null and u.buyer_attestation is not null
                and (u.receipt is not null or exists (
                    select from journal_minute m join submission s on s.statement_digest = m.statement_digest
                    where m.minute = u.buyer_minute and s.logged_at < ?))""";

    private static final String LIST = """
            insert into listed_revision (order_digest, revision, seller_digest, buyer_digest, quantity_wh, peer,
                window_start, sealed_number)
            select p.*, 1 from (""" + PROVEN + """
            ) p on conflict do nothing
            returning order_digest, revision, seller_digest, buyer_digest, quantity_wh""";

    private ListUpdates() {}

    /// @param leaves theirs are added
    /// @return what they have in that window, in watt-hours
    static long list(
            LedgerTransaction transaction, String peer, Instant windowStart, Instant gateClosure, List<Digest> leaves)
            throws SQLException {
        long energyWh = 0;
        try (PreparedStatement insert = transaction.connection().prepareStatement(LIST)) {
            insert.setString(1, peer);
            insert.setLong(2, windowStart.toEpochMilli());
            insert.setLong(3, gateClosure.toEpochMilli());
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    leaves.add(leaf(rows));
                    energyWh = Math.addExact(energyWh, rows.getLong(5));
                }
            }
        }
        return energyWh;
    }

    /// Of order, revision and both attestations, in this order.
    static Digest leaf(ResultSet row) throws SQLException {
        return PairLeaves.sealed(
                Digest.of(row.getBytes(1)), row.getLong(2), Digest.of(row.getBytes(3)), Digest.of(row.getBytes(4)));
    }
}
