package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.Line;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Stores the sheets of some meters, their lines, and the figures of the trades on them, together.
final class StoreSheets implements LedgerStep<StoreSheets.Sheets, Boolean> {

    record Sheets(Round round, List<AllocatedMeter> meters) {}

    private static final String SHEETS = """
            insert into sheet (window_start, direction, meter_key_id, sheet_key, sheet_digest, reading_wh,
                reading_digest, rule, root, wanted_wh, allocated_wh, leaf_count,
                revision)
            select * from unnest(?::bigint[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[], ?::bigint[],
                ?::bytea[], ?::text[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])""";

    private static final String LINES = """
            insert into allocation (window_start, direction, meter_key_id, leaf_index, order_digest, peer, cap_wh,
                wanted_wh, allocated_wh, leaf_salt, revision)
            select * from unnest(?::bigint[], ?::text[], ?::bytea[], ?::int[], ?::bytea[], ?::text[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bytea[], ?::bigint[])""";

    /// A trade is allocated when every side that is this utility's is.
    private static final String TRADES = """
            update trade t set seller_wh = r.seller_wh, buyer_wh = coalesce(r.buyer_wh, t.buyer_wh),
                state = case when r.done then 'ALLOCATED' else t.state end,
                change = case when r.done then nextval('trade_change_number') else t.change end
            from unnest(?::bytea[], ?::bigint[], ?::bigint[], ?::bool[]) as r (order_digest, seller_wh, buyer_wh, done)
            where t.order_digest = r.order_digest and t.state = 'DELIVERED'""";

    private static final String SIDES = """
            update settlement_side s set allocated = s.allocated + r.allocated,
                peer_figures = s.peer_figures + r.peer_figures
            from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                as r (window_start, direction, peer, allocated, peer_figures)
            where s.window_start = r.window_start and s.direction = r.direction and s.peer = r.peer""";

    private final String utility;

    StoreSheets(String utility) {
        this.utility = utility;
    }

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Sheets> items) throws SQLException {
        List<Boolean> stored = new ArrayList<>(items.size());
        for (Sheets sheets : items) {
            storeSheets(transaction, sheets);
            storeLines(transaction, sheets);
            storeTrades(transaction, sheets);
            count(transaction, sheets);
            stored.add(true);
        }
        return stored;
    }

    static void storeSheets(LedgerTransaction transaction, Sheets sheets) throws SQLException {
        try (SqlBatch insert = new SqlBatch(transaction.connection(), SHEETS)) {
            for (AllocatedMeter meter : sheets.meters()) {
                SheetSummary summary = meter.summary();
                insert.row(
                        sheets.round().startMillis(),
                        sheets.round().direction().name(),
                        meter.claims().meter().value().bytes(),
                        meter.sheetKey().bytes(),
                        meter.sheetDigest().bytes(),
                        summary.readingWh(),
                        meter.claims().readingDigest().bytes(),
                        summary.rule().name(),
                        summary.root().bytes(),
                        summary.wantedWh(),
                        summary.allocatedWh(),
                        summary.leafCount(),
                        sheets.round().revision());
            }
            insert.update();
        }
    }

    static void storeLines(LedgerTransaction transaction, Sheets sheets) throws SQLException {
        try (SqlBatch insert = new SqlBatch(transaction.connection(), LINES)) {
            for (AllocatedMeter meter : sheets.meters()) {
                for (int index = 0; index < meter.lines().size(); index++) {
                    Line line = meter.lines().get(index);
                    Digest order = line.claim().order();
                    insert.row(
                            sheets.round().startMillis(),
                            sheets.round().direction().name(),
                            meter.claims().meter().value().bytes(),
                            index,
                            order.bytes(),
                            meter.claims().peers().get(order),
                            line.claim().capWh(),
                            line.claim().wantedWh(),
                            line.allocatedWh(),
                            meter.leaves().get(index).salt(),
                            sheets.round().revision());
                }
            }
            insert.update();
        }
    }

    private void storeTrades(LedgerTransaction transaction, Sheets sheets) throws SQLException {
        long allocated = 0;
        try (SqlBatch update = new SqlBatch(transaction.connection(), TRADES)) {
            for (AllocatedMeter meter : sheets.meters()) {
                for (Line line : meter.lines()) {
                    byte[] order = line.claim().order().bytes();
                    boolean bothHere = utility.equals(
                            meter.claims().peers().get(line.claim().order()));
                    boolean done = sheets.round().direction() == Direction.CONSUMPTION || !bothHere;
                    allocated += done ? 1 : 0;
                    switch (sheets.round().direction()) {
                        case INJECTION -> update.row(order, line.allocatedWh(), null, done);
                        case CONSUMPTION -> update.row(order, line.claim().capWh(), line.allocatedWh(), done);
                    }
                }
            }
            if (update.update() != update.rows()) {
                throw new IllegalStateException("a trade on a sheet is not in the state DELIVERED");
            }
        }
        transaction.became(TradeState.ALLOCATED, allocated);
    }

    /// Where both sides are here, what is allocated to one is the other's figure at once.
    private void count(LedgerTransaction transaction, Sheets sheets) throws SQLException {
        Map<String, Long> linesOfPeer = new TreeMap<>();
        for (AllocatedMeter meter : sheets.meters()) {
            meter.lines()
                    .forEach(line -> linesOfPeer.merge(
                            meter.claims().peers().get(line.claim().order()), 1L, Long::sum));
        }
        Direction direction = sheets.round().direction();
        try (SqlBatch update = new SqlBatch(transaction.connection(), SIDES)) {
            linesOfPeer.forEach((peer, lines) -> {
                update.row(sheets.round().startMillis(), direction.name(), peer, lines, 0L);
                if (peer.equals(utility)) {
                    String other = sheets.round().otherDirection().name();
                    update.row(sheets.round().startMillis(), other, peer, 0L, lines);
                }
            });
            update.update();
        }
    }
}
