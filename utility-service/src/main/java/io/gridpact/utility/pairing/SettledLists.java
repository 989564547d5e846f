package io.gridpact.utility.pairing;

import io.gridpact.protocol.hash.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// This utility's lists of stage SETTLED: a trade that is settled here is in all of them up to the one before it was
/// left out, because the peer derives another settlement.
public final class SettledLists {

    /// Trades that are read at once.
    private static final int FETCH_ROWS = 5_000;

    private SettledLists() {}

    /// The energy of these is what was settled.
    public static SealedLists.Members members(Connection connection, String peer, Instant windowStart, long number)
            throws SQLException {
        Map<Digest, SealedLists.Listed> trades = new TreeMap<>();
        long energyWh = 0;
        try (PreparedStatement query = connection.prepareStatement("""
                select settlement_digest, order_digest, settled_wh, revision from trade
                where window_start = ? and peer = ? and settlement_digest is not null
                    and (disputed_number is null or disputed_number > ?)""")) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, peer);
            query.setLong(3, number);
            query.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    trades.put(
                            Digest.of(rows.getBytes(1)),
                            new SealedLists.Listed(Digest.of(rows.getBytes(2)), rows.getLong(4)));
                    energyWh = Math.addExact(energyWh, rows.getLong(3));
                }
            }
        }
        return new SealedLists.Members(trades, energyWh);
    }
}
