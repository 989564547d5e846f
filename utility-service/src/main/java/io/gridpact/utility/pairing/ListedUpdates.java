package io.gridpact.utility.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.ApplyUpdate;
import io.gridpact.utility.ledger.EndUpdates;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What equal `SEALED` digests decide about updates: those in the list come into force, and of trades that the list
/// holds
/// by an earlier revision they lapse (PROTOCOL.md, section 5).
public final class ListedUpdates {

    private static final String LIST = "(select ?::text as peer, ?::bigint as window_start, ?::bigint as number) p";

    private static final String IN_FORCE_BY_IT = "select u.update_digest from " + LIST
            + " join listed_revision t on " + SealedLists.IN_LIST
            + " join trade_update u on u.order_digest = t.order_digest and u.revision = t.revision and u.state = 'OPEN'";

    private static final String LAPSED_BY_IT = "select distinct t.order_digest from " + LIST
            + " join trade t on " + SealedLists.IN_LIST
            + " join trade_update u on u.order_digest = t.order_digest and u.state in ('OPEN', 'REQUESTED')";

    private ListedUpdates() {}

    /// Before the list's trades are sealed.
    public static void comeIntoForce(LedgerTransaction transaction, PairKey key) throws SQLException {
        for (Digest update : digests(transaction, IN_FORCE_BY_IT, key)) {
            ApplyUpdate.apply(transaction, update);
        }
    }

    /// After the list's trades have been sealed.
    public static void lapse(LedgerTransaction transaction, PairKey key) throws SQLException {
        for (Digest order : digests(transaction, LAPSED_BY_IT, key)) {
            EndUpdates.lapseOf(transaction, order);
        }
    }

    private static List<Digest> digests(LedgerTransaction transaction, String sql, PairKey key) throws SQLException {
        List<Digest> found = new ArrayList<>();
        try (PreparedStatement query = transaction.connection().prepareStatement(sql)) {
            query.setString(1, key.peer());
            query.setLong(2, key.windowStart().toEpochMilli());
            query.setLong(3, key.number());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(Digest.of(rows.getBytes(1)));
                }
            }
        }
        return found;
    }
}
