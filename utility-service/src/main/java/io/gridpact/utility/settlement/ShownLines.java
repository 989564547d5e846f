package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.PlacedLine;
import io.gridpact.protocol.allocation.SheetRules;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a peer has shown of its sheets' lines, on whatever page and stream: they must stand in allocation order, by the
/// times that this utility itself knows (PROTOCOL.md, section 7). One line shows nothing of it, two do.
final class ShownLines {

    private static final String OF_METERS = """
            select s.meter_key_id, s.order_digest, greatest(t.seller_effective_at, t.buyer_effective_at), s.leaf_index
            from unnest(?::bytea[], ?::text[], ?::bigint[]) as k (meter_key_id, direction, window_start)
            join %s s on s.meter_key_id = k.meter_key_id and s.direction = k.direction
                and s.window_start = k.window_start
            join trade t on t.order_digest = s.order_digest""";

    private ShownLines() {}

    /// Looks at all lines that are stored of the page's meters, that page's among them.
    ///
    /// @throws RefusedException INVALID_PROOF, `page.leaf_index`
    static void requireInOrder(Connection connection, StoreStatuses.Page page) throws SQLException {
        for (List<PlacedLine> sheet : ofMeters(connection, page).values()) {
            if (SheetRules.checkOrder(sheet) instanceof Verdict.Refused(Refusal refusal)) {
                throw ShowingRules.refused("page", refusal);
            }
        }
    }

    private static Map<KeyId, List<PlacedLine>> ofMeters(Connection connection, StoreStatuses.Page page)
            throws SQLException {
        Map<KeyId, List<PlacedLine>> sheets = new HashMap<>();
        try (SqlBatch query = new SqlBatch(connection, OF_METERS.formatted(page.table()))) {
            page.meters()
                    .forEach(shown -> query.row(
                            shown.meter().value().bytes(),
                            page.root().root().direction().name(),
                            page.root().root().windowStart().toEpochMilli()));
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    sheets.computeIfAbsent(new KeyId(Digest.of(rows.getBytes(1))), none -> new ArrayList<>())
                            .add(new PlacedLine(
                                    Digest.of(rows.getBytes(2)),
                                    Instant.ofEpochMilli(rows.getLong(3)),
                                    rows.getLong(4)));
                }
            }
        }
        return sheets;
    }
}
