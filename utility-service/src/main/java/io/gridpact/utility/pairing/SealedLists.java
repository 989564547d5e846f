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

    private static final String MEMBERS = """
            select t.order_digest, t.seller_attestation_digest, t.buyer_attestation_digest, t.quantity_wh
            from trade t join (select ?::text as peer, ?::bigint as window_start, ?::bigint as number) p
                on\s""" + IN_LIST;

    private SealedLists() {}

    /// A list's trades by their leaves.
    ///
    /// @param orders digests of the orders
    /// @param energyWh contracted, in watt-hours
    public record Members(Map<Digest, Digest> orders, long energyWh) {

        public PairList list() {
            return PairList.of(orders.keySet(), energyWh);
        }
    }

    public static Members members(Connection connection, String peer, Instant windowStart, long number)
            throws SQLException {
        Map<Digest, Digest> orders = new TreeMap<>();
        long energyWh = 0;
        try (PreparedStatement query = connection.prepareStatement(MEMBERS)) {
            query.setString(1, peer);
            query.setLong(2, windowStart.toEpochMilli());
            query.setLong(3, number);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Digest order = Digest.of(rows.getBytes(1));
                    orders.put(
                            PairLeaves.sealed(order, 0, Digest.of(rows.getBytes(2)), Digest.of(rows.getBytes(3))),
                            order);
                    energyWh = Math.addExact(energyWh, rows.getLong(4));
                }
            }
        }
        return new Members(orders, energyWh);
    }
}
