package io.gridpact.utility.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.settlement.Settlement;
import io.gridpact.protocol.settlement.SettlementRules;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.pairing.Agreed;
import io.gridpact.utility.pairing.PairKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Both sides' figures for a trade.
record PairFigures(Digest order, long quantityWh, Price price, long sellerWh, long buyerWh) {

    /// Trades that are settled in one transaction.
    static final int PAGE_TRADES = 2_000;

    /// This utility's figure stands with the trade, the other side's with its status.
    private static final String UNSETTLED = """
            select t.order_digest, t.quantity_wh, t.currency, t.price,
                coalesce(t.seller_wh, seller.allocated_wh), coalesce(t.buyer_wh, buyer.allocated_wh)
            from trade t
            left join peer_status seller on seller.order_digest = t.order_digest and seller.direction = 'INJECTION'
            left join peer_status buyer on buyer.order_digest = t.order_digest and buyer.direction = 'CONSUMPTION'
            where t.window_start = ? and t.peer = ? and t.state = 'ALLOCATED' and t.settlement_digest is null
            limit ?""";

    static List<PairFigures> unsettled(Connection connection, Pair pair) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(UNSETTLED)) {
            query.setLong(1, pair.startMillis());
            query.setString(2, pair.peer());
            query.setInt(3, PAGE_TRADES);
            List<PairFigures> figures = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    figures.add(new PairFigures(
                            Digest.of(rows.getBytes(1)),
                            rows.getLong(2),
                            new Price(rows.getString(3), rows.getBigDecimal(4)),
                            required(rows, 5),
                            required(rows, 6)));
                }
            }
            return figures;
        }
    }

    private static long required(ResultSet row, int column) throws SQLException {
        long wh = row.getLong(column);
        if (row.wasNull()) {
            throw new IllegalStateException("a trade of a complete pair has no figure");
        }
        return wh;
    }

    /// What the settled trades of a pair come to.
    static Agreed agreed(Connection connection, PairKey key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select settlement_digest, settled_wh from trade
                where window_start = ? and peer = ? and settlement_digest is not null""")) {
            query.setLong(1, key.windowStart().toEpochMilli());
            query.setString(2, key.peer());
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            List<Digest> leaves = new ArrayList<>();
            long energyWh = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    leaves.add(Digest.of(rows.getBytes(1)));
                    energyWh = Math.addExact(energyWh, rows.getLong(2));
                }
            }
            return new Agreed(key, leaves, energyWh);
        }
    }

    Settlement settle(int basisPoints) {
        return SettlementRules.settle(
                order, MeterClaims.ORIGINAL_REVISION, quantityWh, price, sellerWh, buyerWh, basisPoints);
    }
}
