package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Amount;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.TradeRows;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What platforms may read: each its own trades and no others.
final class PlatformTrades {

    private static final String SELECT = "select " + TradeRows.COLUMNS + """
            , t.change, t.seller_wh, t.buyer_wh, t.settled_wh, t.seller_deviation_wh, t.buyer_deviation_wh,
            t.amount, t.currency, t.settlement_digest, t.seller_basis, t.buyer_basis, t.window_end,
            case
                when t.state not in ('DELIVERED', 'ALLOCATED') then null
                when t.settlement_digest is not null then 'SETTLEMENT'
                when exists (select from overdue_seller o where o.order_digest = t.order_digest) then 'LATE'
                when t.seller_wh is null and not exists (select from peer_status f
                    where f.order_digest = t.order_digest and f.direction = 'INJECTION') then 'SELLER'
                when t.buyer_wh is null and not exists (select from peer_status f
                    where f.order_digest = t.order_digest and f.direction = 'CONSUMPTION') then 'BUYER'
                else 'SETTLEMENT'
            end as awaited, t.revision, t.quantity_wh,
            """ + StoredUpdate.COLUMNS + """

            from trade t left join trade_update u on u.order_digest = t.order_digest and u.revision = t.revision
                and u.state = 'IN_FORCE'
            where (t.buyer_platform = ? or t.seller_platform = ?)\s""";

    private final LedgerReader reader;

    private final Function<String, Optional<NetworkProfile>> profiles;

    /// @param profiles of this utility with a peer
    PlatformTrades(LedgerReader reader, Function<String, Optional<NetworkProfile>> profiles) {
        this.reader = reader;
        this.profiles = profiles;
    }

    Optional<PlatformTrade> find(String platform, Digest order) {
        return query(platform, "and t.order_digest = ?", query -> query.setBytes(3, order.bytes())).stream()
                .findFirst();
    }

    /// A page, in the order of the orders' digests.
    List<PlatformTrade> page(String platform, Optional<Instant> windowStart, Optional<Digest> after, int size) {
        String sql = "and t.order_digest > ?"
                + (windowStart.isPresent() ? " and t.window_start = ?" : "")
                + " order by t.order_digest limit ?";
        return query(platform, sql, query -> {
            int at = 3;
            query.setBytes(at++, after.map(Digest::bytes).orElse(new byte[0]));
            if (windowStart.isPresent()) {
                query.setLong(at++, windowStart.get().toEpochMilli());
            }
            query.setInt(at, size);
        });
    }

    /// What a look at changes has found.
    ///
    /// @param reached all of the platform's trades that changed after the change asked for, and not after this one,
    ///     are
    ///     among them
    record Changed(List<PlatformTrade> trades, long reached) {}

    /// Trades that changed after a change, in the order of their latest changes.
    Changed changedAfter(String platform, long change, int size) {
        // Read first: changes are numbered in the order in which they are committed, so none up to this one can appear
        // later.
        long highest = reader.first("select max(change) from trade", query -> {}, row -> row.getLong(1))
                .orElse(0L);
        List<PlatformTrade> trades = query(platform, "and t.change > ? order by t.change limit ?", query -> {
            query.setLong(3, change);
            query.setInt(4, size);
        });
        return new Changed(
                trades,
                trades.isEmpty() ? Math.max(change, highest) : trades.getLast().change());
    }

    private List<PlatformTrade> query(String platform, String condition, LedgerReader.Parameters parameters) {
        return reader.list(
                SELECT + condition,
                query -> {
                    query.setString(1, platform);
                    query.setString(2, platform);
                    parameters.bind(query);
                },
                this::read);
    }

    private PlatformTrade read(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("amount");
        byte[] settlement = row.getBytes("settlement_digest");
        return new PlatformTrade(
                TradeRows.read(row),
                row.getLong("change"),
                row.getLong("revision"),
                row.getLong("quantity_wh"),
                row.getBytes("update_envelope") == null ? Optional.empty() : Optional.of(StoredUpdate.read(row)),
                energy(row, "seller_wh"),
                energy(row, "buyer_wh"),
                energy(row, "settled_wh"),
                energy(row, "seller_deviation_wh"),
                energy(row, "buyer_deviation_wh"),
                amount == null ? Optional.empty() : Optional.of(new Amount(row.getString("currency"), amount)),
                settlement == null ? Optional.empty() : Optional.of(Digest.of(settlement)),
                basis(settlement, row.getString("seller_basis")),
                basis(settlement, row.getString("buyer_basis")),
                awaited(row));
    }

    /// Only what is otherwise than allocated in time is noted.
    private static Optional<LateRules.Basis> basis(byte @Nullable [] settlement, @Nullable String noted) {
        if (settlement == null) {
            return Optional.empty();
        }
        return Optional.of(noted == null ? LateRules.Basis.ALLOCATED : LateRules.Basis.valueOf(noted));
    }

    private Optional<PlatformTrade.Awaited> awaited(ResultSet row) throws SQLException {
        String awaited = row.getString("awaited");
        Optional<NetworkProfile> profile = profiles.apply(row.getString("peer"));
        if (awaited == null || profile.isEmpty()) {
            return Optional.empty();
        }
        PlatformTrade.Figure figure = PlatformTrade.Figure.valueOf(awaited);
        DeliveryWindow window = new DeliveryWindow(
                Instant.ofEpochMilli(row.getLong("window_start")), Instant.ofEpochMilli(row.getLong("window_end")));
        Deadlines due = profile.get().deadlines();
        return Optional.of(
                switch (figure) {
                    case SELLER ->
                        new PlatformTrade.Awaited(figure, row.getString("seller_utility"), due.sellerStatusDue(window));
                    case LATE ->
                        new PlatformTrade.Awaited(figure, row.getString("seller_utility"), due.buyerStatusDue(window));
                    case BUYER ->
                        new PlatformTrade.Awaited(figure, row.getString("buyer_utility"), due.buyerStatusDue(window));
                    case SETTLEMENT ->
                        new PlatformTrade.Awaited(figure, row.getString("peer"), due.settlementDue(window));
                });
    }

    private static OptionalLong energy(ResultSet row, String column) throws SQLException {
        long energyWh = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(energyWh);
    }
}
