package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A stored sheet with its lines, in allocation order.
record SheetLines(KeyId meter, Digest sheetKey, AllocationRule rule, long readingWh, List<StoredLine> lines) {

    /// @param peer the other utility of the trade
    record StoredLine(SheetLeaf leaf, long capWh, String peer) {}

    private static final String SELECT = """
            select s.meter_key_id, s.sheet_key, s.rule, s.reading_wh,
                a.order_digest, a.wanted_wh, a.allocated_wh, a.leaf_salt, a.cap_wh, a.peer, t.revision
            from sheet s join allocation a on a.window_start = s.window_start and a.direction = s.direction
                and a.meter_key_id = s.meter_key_id and a.revision = s.revision
            join trade t on t.order_digest = a.order_digest
            where s.window_start = ? and s.direction = ? and s.revision = ?
            order by a.meter_key_id, a.leaf_index""";

    /// Goes through the sheets of a round in the order of the meters' key ids.
    static void forEach(Connection connection, Round round, Consumer<SheetLines> action) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT)) {
            query.setLong(1, round.startMillis());
            query.setString(2, round.direction().name());
            query.setLong(3, round.revision());
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                SheetLines current = null;
                while (rows.next()) {
                    KeyId meter = new KeyId(Digest.of(rows.getBytes(1)));
                    if (current == null || !current.meter().equals(meter)) {
                        if (current != null) {
                            action.accept(current);
                        }
                        current = new SheetLines(
                                meter,
                                Digest.of(rows.getBytes(2)),
                                AllocationRule.valueOf(rows.getString(3)),
                                rows.getLong(4),
                                new ArrayList<>());
                    }
                    current.lines().add(line(rows));
                }
                if (current != null) {
                    action.accept(current);
                }
            }
        }
    }

    private static StoredLine line(ResultSet row) throws SQLException {
        SheetLeaf leaf = new SheetLeaf(
                Digest.of(row.getBytes(5)), row.getLong(11), row.getLong(6), row.getLong(7), row.getBytes(8));
        return new StoredLine(leaf, row.getLong(9), row.getString(10));
    }

    Sheet sheet() {
        return Sheet.of(lines.stream().map(StoredLine::leaf).toList());
    }
}
