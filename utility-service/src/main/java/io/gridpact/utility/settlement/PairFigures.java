package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.settlement.Punctuality;
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
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Both sides' figures for a trade, as far as there are any.
///
/// @param direction of this utility's side; of its seller's where both are here
/// @param lateWh what the sheet that serves late lines gives it
/// @param sellerNotShown whether the arbiter has said that the seller's status was claimed and not shown
/// @param buyerNotShown the same of the buyer's
record PairFigures(
        Digest order,
        long revision,
        long quantityWh,
        Price price,
        Direction direction,
        OptionalLong sellerWh,
        OptionalLong buyerWh,
        OptionalLong lateWh,
        boolean sellerNotShown,
        boolean buyerNotShown) {

    /// Trades that are settled in one transaction.
    static final int PAGE_TRADES = 2_000;

    /// How punctual the two sides of trades were.
    ///
    /// @param lateCounts whether there is a sheet that serves late lines and was logged in time
    record Punctualities(Punctuality seller, Punctuality buyer, boolean lateCounts) {

        static final Punctualities IN_TIME = new Punctualities(Punctuality.ON_TIME, Punctuality.ON_TIME, false);
    }

    /// This utility's figure stands with the trade, the other side's with its status.
    private static final String UNSETTLED = """
            select t.order_digest, t.quantity_wh, t.currency, t.price,
                case when t.seller_utility = ? then 'INJECTION' else 'CONSUMPTION' end,
                case when t.seller_utility = ? then t.seller_wh else seller.allocated_wh end,
                case when t.buyer_utility = ? then t.buyer_wh else buyer.allocated_wh end,
                case when t.buyer_utility = ? then a.allocated_wh else later.allocated_wh end, t.revision,
                exists (select from status_claim c where c.order_digest = t.order_digest
                    and c.direction = 'INJECTION' and c.verdict in ('UNANSWERED', 'INVALID')),
                exists (select from status_claim c where c.order_digest = t.order_digest
                    and c.direction = 'CONSUMPTION' and c.verdict in ('UNANSWERED', 'INVALID'))
            from trade t
            left join peer_status seller on seller.order_digest = t.order_digest and seller.direction = 'INJECTION'
            left join peer_status buyer on buyer.order_digest = t.order_digest and buyer.direction = 'CONSUMPTION'
            left join peer_later_status later on later.order_digest = t.order_digest
            left join allocation a on a.window_start = t.window_start and a.direction = 'CONSUMPTION'
                and a.revision = 2 and a.meter_key_id = t.buyer_meter and a.order_digest = t.order_digest
            where t.window_start = ? and t.peer = ? and t.state = 'ALLOCATED' and t.settlement_digest is null""";

    /// Goes through the trades of a pair that are not settled here yet, [#PAGE_TRADES] at a time.
    static void forEachPage(Connection connection, String utility, Pair pair, Consumer<List<PairFigures>> action)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(UNSETTLED)) {
            for (int place = 1; place <= 4; place++) {
                query.setString(place, utility);
            }
            query.setLong(5, pair.startMillis());
            query.setString(6, pair.peer());
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
                row.getLong(9),
                row.getLong(2),
                new Price(row.getString(3), row.getBigDecimal(4)),
                Direction.valueOf(row.getString(5)),
                figure(row, 6),
                figure(row, 7),
                figure(row, 8),
                row.getBoolean(10),
                row.getBoolean(11));
    }

    private static OptionalLong figure(ResultSet row, int column) throws SQLException {
        long wh = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(wh);
    }

    /// What the settled trades of a pair come to.
    static Agreed agreed(Connection connection, PairKey key) throws SQLException {
        SealedLists.Members members = SettledLists.members(connection, key.peer(), key.windowStart(), key.number());
        return new Agreed(key, List.copyOf(members.trades().keySet()), members.energyWh());
    }

    /// @param punctualities by this utility's direction; where there are none, both sides were in time
    StoreSettlements.Settled settle(int basisPoints, Map<Direction, Punctualities> punctualities) {
        Punctualities how = punctualities.getOrDefault(direction, Punctualities.IN_TIME);
        LateRules.Figures figures = LateRules.figures(
                sellerNotShown ? Punctuality.SILENT : how.seller(),
                sellerWh,
                buyerNotShown ? Punctuality.SILENT : how.buyer(),
                buyerWh,
                how.lateCounts() ? lateWh : OptionalLong.empty());
        return new StoreSettlements.Settled(
                SettlementRules.settle(
                        order, revision, quantityWh, price, figures.sellerWh(), figures.buyerWh(), basisPoints),
                figures);
    }
}
