package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.Claim;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What is claimed of one meter's reading.
///
/// @param readingWh what the meter measured in the window
/// @param readingDigest of the list of its readings
/// @param peers the other utility of each order
record MeterClaims(KeyId meter, long readingWh, Digest readingDigest, List<Claim> claims, Map<Digest, String> peers) {

    /// In round 1 nothing caps a claim but the contract; in round 2 the seller's figure does.
    private static final String INJECTION = """
            select t.seller_meter, t.order_digest, t.peer, t.quantity_wh, t.quantity_wh,
                greatest(t.seller_effective_at, t.buyer_effective_at), a.energy_wh, a.reading_digest, t.revision
            from trade t join awaited_reading a on a.window_start = t.window_start
                and a.direction = 'INJECTION' and a.meter_key_id = t.seller_meter
            where t.window_start = ? and t.seller_utility = ? and t.state = 'DELIVERED' and t.seller_wh is null
            order by 1""";

    private static final String CONSUMPTION = """
            select t.buyer_meter, t.order_digest, t.peer, t.quantity_wh,
                case when o.order_digest is null then coalesce(t.seller_wh, s.allocated_wh) else 0 end,
                greatest(t.seller_effective_at, t.buyer_effective_at), a.energy_wh, a.reading_digest, t.revision
            from trade t join awaited_reading a on a.window_start = t.window_start
                and a.direction = 'CONSUMPTION' and a.meter_key_id = t.buyer_meter
            left join peer_status s on s.order_digest = t.order_digest and s.direction = 'INJECTION'
            left join overdue_seller o on o.order_digest = t.order_digest
            where t.window_start = ? and t.buyer_utility = ? and t.state = 'DELIVERED' and t.buyer_wh is null
            order by 1""";

    /// Goes through the round's meters that are not allocated yet, one after the other.
    static void forEach(Connection connection, Round round, String utility, Consumer<MeterClaims> action)
            throws SQLException {
        String sql =
                switch (round.direction()) {
                    case INJECTION -> INJECTION;
                    case CONSUMPTION -> CONSUMPTION;
                };
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, round.startMillis());
            query.setString(2, utility);
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                MeterClaims current = null;
                while (rows.next()) {
                    KeyId meter = new KeyId(Digest.of(rows.getBytes(1)));
                    if (current == null || !current.meter().equals(meter)) {
                        if (current != null) {
                            action.accept(current);
                        }
                        current = of(meter, rows);
                    }
                    current.add(rows);
                }
                if (current != null) {
                    action.accept(current);
                }
            }
        }
    }

    private static MeterClaims of(KeyId meter, ResultSet row) throws SQLException {
        return new MeterClaims(meter, row.getLong(7), Digest.of(row.getBytes(8)), new ArrayList<>(), new HashMap<>());
    }

    private void add(ResultSet row) throws SQLException {
        Digest order = Digest.of(row.getBytes(2));
        peers.put(order, row.getString(3));
        claims.add(
                new Claim(order, row.getLong(9), Instant.ofEpochMilli(row.getLong(6)), row.getLong(4), row.getLong(5)));
    }
}
