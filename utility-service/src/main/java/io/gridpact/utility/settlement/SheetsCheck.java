package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.AllocationRules;
import io.gridpact.protocol.allocation.Claim;
import io.gridpact.protocol.allocation.Line;
import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.metering.WindowReadings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Makes every sheet anew from readings and trades: the lines follow from the rule, no line gets more than was
/// contracted and all together the smaller of the reading and what was wanted, the tree gives the stored root, and all
/// sheets of a window the committed one.
public final class SheetsCheck implements StoreCheck {

    private static final int GROUP_SHEETS = 200;

    private static final String ROUNDS = """
            select r.window_start, r.window_end, r.direction, s.root, r.revision from settlement_round r
            left join sheet_root s on s.utility = ? and s.direction = r.direction and s.window_start = r.window_start
                and s.revision = r.revision
            where r.state in ('COMMITTED', 'SHOWN')""";

    private static final String LINES = """
            select s.meter_key_id, s.rule, s.reading_wh, s.reading_digest, s.root, s.sheet_digest,
                a.order_digest, a.cap_wh, a.wanted_wh, a.allocated_wh, a.leaf_salt,
                t.quantity_wh, t.revision, greatest(t.seller_effective_at, t.buyer_effective_at) as confirmed_at,
                case
                    when s.revision = 2 then case when o.order_digest is null then f.allocated_wh end
                    when s.direction = 'INJECTION' then case when t.seller_basis is null then t.seller_wh end
                    when t.buyer_basis is null then t.buyer_wh
                end as figure_wh
            from sheet s join allocation a on a.window_start = s.window_start and a.direction = s.direction
                and a.meter_key_id = s.meter_key_id and a.revision = s.revision
            join trade t on t.order_digest = a.order_digest
            left join overdue_seller o on o.order_digest = a.order_digest
            left join allocation f on s.revision = 2 and f.revision = 1 and f.window_start = s.window_start
                and f.direction = s.direction and f.meter_key_id = s.meter_key_id and f.order_digest = a.order_digest
            where s.window_start = ? and s.direction = ? and s.revision = ?
            order by a.meter_key_id, a.leaf_index""";

    /// A sheet as its rows say.
    private record Stored(
            KeyId meter,
            AllocationRule rule,
            long readingWh,
            Digest readingDigest,
            Digest root,
            Digest sheetDigest,
            List<Claim> claims,
            List<SheetLeaf> leaves,
            List<OptionalLong> figuresWh) {

        String subject() {
            return meter.value().prefix();
        }
    }

    private final String utility;
    private final LedgerReader reader;

    public SheetsCheck(String utility, LedgerReader reader) {
        this.utility = utility;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        reader.scan(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ROUNDS)) {
                query.setString(1, utility);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        DeliveryWindow window = new DeliveryWindow(
                                Instant.ofEpochMilli(rows.getLong(1)), Instant.ofEpochMilli(rows.getLong(2)));
                        checkRound(
                                new Round(window, Direction.valueOf(rows.getString(3)), rows.getLong(5)),
                                rows.getBytes(4),
                                sink);
                    }
                }
            }
            return true;
        });
    }

    private void checkRound(Round round, byte[] committed, Sink sink) {
        String subject = round.window().start() + " " + round.direction();
        Digest root = reader.read(connection -> SheetMap.of(connection, round)).root();
        if (committed == null || !Digest.of(committed).equals(root)) {
            sink.finding("sheet-root-from-sheets", subject, "the sheets do not give the committed root");
        }
        sink.checked("sheet roots", 1);
        reader.scan(connection -> {
            List<Stored> group = new ArrayList<>(GROUP_SHEETS);
            try (PreparedStatement query = connection.prepareStatement(LINES)) {
                query.setLong(1, round.startMillis());
                query.setString(2, round.direction().name());
                query.setLong(3, round.revision());
                query.setFetchSize(LedgerReader.FETCH_ROWS);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        KeyId meter = new KeyId(Digest.of(rows.getBytes("meter_key_id")));
                        if (group.isEmpty() || !group.getLast().meter().equals(meter)) {
                            if (group.size() == GROUP_SHEETS) {
                                checkGroup(round, group, sink);
                                group.clear();
                            }
                            group.add(stored(meter, rows));
                        }
                        addLine(group.getLast(), rows);
                    }
                }
            }
            checkGroup(round, group, sink);
            return true;
        });
    }

    private static Stored stored(KeyId meter, ResultSet row) throws SQLException {
        return new Stored(
                meter,
                AllocationRule.valueOf(row.getString("rule")),
                row.getLong("reading_wh"),
                Digest.of(row.getBytes("reading_digest")),
                Digest.of(row.getBytes("root")),
                Digest.of(row.getBytes("sheet_digest")),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    private static void addLine(Stored sheet, ResultSet row) throws SQLException {
        Digest order = Digest.of(row.getBytes("order_digest"));
        sheet.claims()
                .add(new Claim(
                        order,
                        row.getLong("revision"),
                        Instant.ofEpochMilli(row.getLong("confirmed_at")),
                        row.getLong("quantity_wh"),
                        row.getLong("cap_wh")));
        sheet.leaves()
                .add(new SheetLeaf(
                        order,
                        row.getLong("revision"),
                        row.getLong("wanted_wh"),
                        row.getLong("allocated_wh"),
                        row.getBytes("leaf_salt")));
        long figureWh = row.getLong("figure_wh");
        sheet.figuresWh().add(row.wasNull() ? OptionalLong.empty() : OptionalLong.of(figureWh));
    }

    private void checkGroup(Round round, List<Stored> group, Sink sink) {
        Map<KeyId, WindowReading> readings = reader.read((Connection connection) -> WindowReadings.tiled(
                connection,
                round.window(),
                round.direction(),
                group.stream().map(Stored::meter).toList()));
        for (Stored sheet : group) {
            checkReading(sheet, readings.get(sheet.meter()), sink);
            checkLines(sheet, sink);
            checkTree(sheet, sink);
            sink.checked("sheets", 1);
            sink.checked("allocations", sheet.leaves().size());
        }
    }

    private static void checkReading(Stored sheet, @Nullable WindowReading reading, Sink sink) {
        boolean same = reading != null
                && reading.energyWh() == sheet.readingWh()
                && reading.readingDigest().equals(sheet.readingDigest());
        if (!same) {
            sink.finding("sheet-rests-on-reading", sheet.subject(), "the readings do not give the sheet's reading");
        }
    }

    private static void checkLines(Stored sheet, Sink sink) {
        List<Line> lines = AllocationRules.allocate(sheet.rule(), sheet.readingWh(), sheet.claims());
        long wantedWh = 0;
        long allocatedWh = 0;
        for (int index = 0; index < lines.size(); index++) {
            SheetLeaf leaf = sheet.leaves().get(index);
            wantedWh += leaf.wantedWh();
            allocatedWh += leaf.allocatedWh();
            if (!SheetLeaf.of(lines.get(index), leaf.salt()).equals(leaf)) {
                sink.finding("line-by-the-rule", leaf.order().prefix(), "the rule gives another line at this place");
            }
            if (leaf.allocatedWh() > sheet.claims().get(index).contractWh()) {
                sink.finding("allocated-within-contract", leaf.order().prefix(), "more than was contracted");
            }
            if (sheet.figuresWh().get(index).orElse(leaf.allocatedWh()) != leaf.allocatedWh()) {
                sink.finding(
                        "trade-has-its-figure", leaf.order().prefix(), "the trade, or its first line, has another");
            }
        }
        if (allocatedWh != Math.min(sheet.readingWh(), wantedWh)) {
            sink.finding(
                    "allocated-is-reading-or-wanted",
                    sheet.subject(),
                    "the sum is not the smaller of the reading and what was wanted");
        }
    }

    private static void checkTree(Stored sheet, Sink sink) {
        SheetSummary summary = Sheet.of(sheet.leaves()).summary(sheet.rule(), sheet.readingWh());
        if (!summary.root().equals(sheet.root())
                || !summary.digest(sheet.readingDigest()).equals(sheet.sheetDigest())) {
            sink.finding("sheet-from-lines", sheet.subject(), "the lines do not give the stored sheet");
        }
    }
}
