package io.gridpact.utility.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.settlement.Settlement;
import io.gridpact.protocol.settlement.SettlementRules;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.pairing.Agreed;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import io.gridpact.utility.pairing.SettledLists;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
            where t.window_start = ? and t.peer = ? and t.state = 'ALLOCATED' and t.settlement_digest is null""";

    /// Goes through the trades of a pair that are not settled here yet, [#PAGE_TRADES] at a time.
    static void forEachPage(Connection connection, Pair pair, Consumer<List<PairFigures>> action) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(UNSETTLED)) {
            query.setLong(1, pair.startMillis());
            query.setString(2, pair.peer());
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            List<PairFigures> page = new ArrayList<>(PAGE_TRADES);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    page.add(read(rows));
                    if (page.size() == PAGE_TRADES) {
                        action.accept(List.copyOf(page));
                        page.clear();
                    }
                }
            }
            if (!page.isEmpty()) {
                action.accept(List.copyOf(page));
            }
        }
    }

    private static PairFigures read(ResultSet row) throws SQLException {
        return new PairFigures(
                Digest.of(row.getBytes(1)),
                row.getLong(2),
                new Price(row.getString(3), row.getBigDecimal(4)),
                required(row, 5),
                required(row, 6));
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
        SealedLists.Members members = SettledLists.members(connection, key.peer(), key.windowStart(), key.number());
        return new Agreed(key, List.copyOf(members.orders().keySet()), members.energyWh());
    }

    Settlement settle(int basisPoints) {
        return SettlementRules.settle(
                order, MeterClaims.ORIGINAL_REVISION, quantityWh, price, sellerWh, buyerWh, basisPoints);
    }
}
