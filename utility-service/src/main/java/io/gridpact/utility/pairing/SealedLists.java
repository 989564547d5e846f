package io.gridpact.utility.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.protocol.pairing.PairList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// This utility's lists of stage SEALED: a trade is in those from the number under which it came in up to the one
/// before it was left out.
public final class SealedLists {

    /// That trade `t` is in the list of pair digest `p`.
    public static final String IN_LIST = """
            t.peer = p.peer and t.window_start = p.window_start and t.sealed_number <= p.number
                and (t.dropped_number is null or t.dropped_number > p.number)\s""";

    /// Digests of both attestations of trade `t`'s present revision.
    public static final String ATTESTATIONS = """
            coalesce(t.revision_seller_digest, t.seller_attestation_digest),
            coalesce(t.revision_buyer_digest, t.buyer_attestation_digest)\s""";

    /// Beside the trades as they stand: revisions that are listed and not in force, and those that a trade has left.
    private static final String MEMBERS = """
            with p as (select ?::text as peer, ?::bigint as window_start, ?::bigint as number)
            select t.order_digest, t.revision,\s""" + ATTESTATIONS + """
                , t.quantity_wh from p join trade t on\s""" + IN_LIST + """
            union all
            select t.order_digest, t.revision, t.seller_digest, t.buyer_digest, t.quantity_wh
            from p join listed_revision t on\s""" + IN_LIST;

    private SealedLists() {}

    /// A revision of a trade in a list.
    public record Listed(Digest order, long revision) {}

    /// A list's trades by their leaves.
    ///
    /// @param energyWh contracted, in watt-hours
    public record Members(Map<Digest, Listed> trades, long energyWh) {

        public PairList list() {
            return PairList.of(trades.keySet(), energyWh);
        }
    }

    public static Members members(Connection connection, String peer, Instant windowStart, long number)
            throws SQLException {
        Map<Digest, Listed> trades = new TreeMap<>();
        long energyWh = 0;
        try (PreparedStatement query = connection.prepareStatement(MEMBERS)) {
            query.setString(1, peer);
            query.setLong(2, windowStart.toEpochMilli());
            query.setLong(3, number);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Digest order = Digest.of(rows.getBytes(1));
                    long revision = rows.getLong(2);
                    trades.put(
                            PairLeaves.sealed(
                                    order, revision, Digest.of(rows.getBytes(3)), Digest.of(rows.getBytes(4))),
                            new Listed(order, revision));
                    energyWh = Math.addExact(energyWh, rows.getLong(5));
                }
            }
        }
        return new Members(trades, energyWh);
    }
}
