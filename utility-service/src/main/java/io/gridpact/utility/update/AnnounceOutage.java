package io.gridpact.utility.update;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.PresentTrade;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cancels or curtails the trades of this utility's customers that an outage affects, one page after the other. Each
/// has
/// one update under the outage's name, so that what is announced again is not done again.
final class AnnounceOutage {

    /// Trades on a page.
    static final int MAX_TRADES = 100;

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    // Whose gate has closed is left alone; what is under way of it shows whether it was updated before.
    private static final String AFFECTED = """
            select t.order_digest, t.window_start, t.quantity_wh, u.update_digest from trade t
            left join lateral (select o.update_digest from trade_update o where o.order_digest = t.order_digest
                and o.outage = ? order by o.revision desc, o.state limit 1) u on true
            where t.order_digest > ? and t.window_start >= ? and t.window_start < ?
                and t.seller_attestation is not null and t.buyer_attestation is not null
                and (u.update_digest is not null or (t.state = 'PENDING' or t.state = 'SEALED' and t.peer = ?)
                    and not exists (select from closed_window w where w.window_start = t.window_start))
                and (t.order_digest = any (?) or exists (select from meter m where (m.feeder = ? and m.feeder <> ''
                        or m.meter_id = any (?))
                    and (m.key_id = t.seller_meter and t.seller_customer is not null
                        or m.key_id = t.buyer_meter and t.buyer_customer is not null)))
            order by t.order_digest limit ?""";

    private final String utility;
    private final LedgerReader reader;
    private final Updates updates;
    private final MakeUpdate makeUpdate;

    AnnounceOutage(String utility, LedgerReader reader, Updates updates, MakeUpdate makeUpdate) {
        this.utility = utility;
        this.reader = reader;
        this.updates = updates;
        this.makeUpdate = makeUpdate;
    }

    /// @param id the operator's name for it
    /// @param feeder empty where none is named
    /// @param from windows that begin before are left alone
    /// @param until and those that begin from here on
    /// @param keepPercent of each trade's quantity, 0 to 99
    record Outage(
            String id,
            String feeder,
            List<String> meters,
            List<Digest> trades,
            Instant from,
            Instant until,
            int keepPercent,
            UpdateReason reason) {

        /// What is left of a quantity, in watt-hours, rounded down.
        long leftWh(long quantityWh) {
            return BigInteger.valueOf(quantityWh)
                    .multiply(BigInteger.valueOf(keepPercent))
                    .divide(HUNDRED)
                    .longValueExact();
        }
    }

    /// What becomes of a trade. Energy in watt-hours.
    ///
    /// @param state where the update stands here
    /// @param reason why it was refused, where it was
    record Affected(
            Digest order,
            Instant windowStart,
            long quantityWh,
            long leftWh,
            StoredUpdate.State state,
            Optional<Reason> reason) {}

    private record Found(Digest order, Instant windowStart, long quantityWh, Optional<Digest> update) {}

    /// @param after only trades after this one, in the order of their digests
    /// @return at most [#MAX_TRADES]
    List<Affected> page(Outage outage, Optional<Digest> after) {
        List<Affected> affected = new ArrayList<>();
        for (Found found : reader.list(
                AFFECTED,
                query -> bind(query, outage, after),
                row -> new Found(
                        Digest.of(row.getBytes(1)),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getLong(3),
                        Optional.ofNullable(row.getBytes(4)).map(Digest::of)))) {
            affected.add(found.update()
                    .flatMap(updates::find)
                    .map(before -> report(found, before))
                    .orElseGet(() -> update(outage, found)));
        }
        return affected;
    }

    private void bind(PreparedStatement query, Outage outage, Optional<Digest> after) throws SQLException {
        query.setString(1, outage.id());
        query.setBytes(2, after.map(Digest::bytes).orElse(new byte[0]));
        query.setLong(3, outage.from().toEpochMilli());
        query.setLong(4, outage.until().toEpochMilli());
        query.setString(5, utility);
        query.setArray(
                6,
                query.getConnection()
                        .createArrayOf(
                                "bytea",
                                outage.trades().stream().map(Digest::bytes).toArray(byte[][]::new)));
        query.setString(7, outage.feeder());
        query.setArray(
                8, query.getConnection().createArrayOf("text", outage.meters().toArray()));
        query.setInt(9, MAX_TRADES);
    }

    private Affected update(Outage outage, Found found) {
        Optional<PresentTrade> trade = updates.trade(found.order());
        long leftWh = outage.leftWh(found.quantityWh());
        if (trade.isEmpty()) {
            return refused(found, leftWh, Reason.UNKNOWN_TRADE);
        }
        return makeUpdate
                .make(trade.get(), leftWh, outage.reason(), outage.id())
                .map(refused -> refused(found, leftWh, refused.refusal().reason()))
                .orElseGet(() -> made(outage, found));
    }

    private Affected made(Outage outage, Found found) {
        Digest update = reader.first(
                        "select update_digest from trade_update where order_digest = ? and outage = ?"
                                + " order by revision desc, state",
                        query -> {
                            query.setBytes(1, found.order().bytes());
                            query.setString(2, outage.id());
                        },
                        row -> Digest.of(row.getBytes(1)))
                .orElseThrow();
        return report(found, updates.find(update).orElseThrow());
    }

    /// What was curtailed before says what it was for then: of that the update was made.
    private static Affected report(Found found, StoredUpdate stored) {
        return new Affected(
                found.order(),
                found.windowStart(),
                found.quantityWh(),
                stored.update().quantityWh(),
                stored.state(),
                stored.refusal().map(refusal -> refusal.reason()));
    }

    private static Affected refused(Found found, long leftWh, Reason reason) {
        return new Affected(
                found.order(),
                found.windowStart(),
                found.quantityWh(),
                leftWh,
                StoredUpdate.State.REFUSED,
                Optional.of(reason));
    }
}
