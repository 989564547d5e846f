package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rows of this utility's signed statuses.
final class StatusPages {

    /// How far the pages of a peer go.
    ///
    /// @param number of the last page
    /// @param leaf the last line's place on its meter's sheet
    record Reached(int number, KeyId meter, int leaf) {

        boolean covers(KeyId otherMeter, int otherLeaf) {
            int order = otherMeter.value().compareTo(meter.value());
            return order < 0 || order == 0 && otherLeaf <= leaf;
        }
    }

    /// A page, without its content.
    record Header(Digest digest, Round round, int number, int statuses, List<KeyId> meters) {}

    private StatusPages() {}

    /// For each peer what is signed already of a round.
    static Map<String, Reached> reached(Connection connection, Round round) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select distinct on (peer) peer, number, last_meter, last_leaf from status_page
                where window_start = ? and direction = ? and revision = ? order by peer, number desc""")) {
            query.setLong(1, round.startMillis());
            query.setString(2, round.direction().name());
            query.setLong(3, round.revision());
            Map<String, Reached> reached = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    KeyId meter = new KeyId(Digest.of(rows.getBytes(3)));
                    reached.put(rows.getString(1), new Reached(rows.getInt(2), meter, rows.getInt(4)));
                }
            }
            return reached;
        }
    }

    /// Those pages, in the order in which they were signed.
    static List<Header> headers(Connection connection, List<Digest> pages) throws SQLException {
        try (SqlBatch query = new SqlBatch(connection, """
                select p.page_digest, p.window_start, r.window_end, p.direction, p.number, p.statuses, p.meters, p.revision
                from status_page p join settlement_round r
                    on r.window_start = p.window_start and r.direction = p.direction
                    and r.revision = p.revision
                where p.page_digest = any (?::bytea[])
                order by p.window_start, p.direction desc, p.revision, p.number""")) {
            pages.forEach(page -> query.row(page.bytes()));
            List<Header> headers = new ArrayList<>();
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    DeliveryWindow window = new DeliveryWindow(
                            Instant.ofEpochMilli(rows.getLong(2)), Instant.ofEpochMilli(rows.getLong(3)));
                    headers.add(new Header(
                            Digest.of(rows.getBytes(1)),
                            new Round(window, Direction.valueOf(rows.getString(4)), rows.getLong(8)),
                            rows.getInt(5),
                            rows.getInt(6),
                            meters(rows.getBytes(7))));
                }
            }
            return headers;
        }
    }

    static byte[] content(Connection connection, Digest page) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select content from status_page where page_digest = ?")) {
            query.setBytes(1, page.bytes());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        }
    }

    static byte[] concatenated(List<KeyId> meters) {
        byte[] bytes = new byte[meters.size() * Digest.BYTES];
        for (int index = 0; index < meters.size(); index++) {
            System.arraycopy(meters.get(index).value().bytes(), 0, bytes, index * Digest.BYTES, Digest.BYTES);
        }
        return bytes;
    }

    private static List<KeyId> meters(byte[] concatenated) {
        List<KeyId> meters = new ArrayList<>(concatenated.length / Digest.BYTES);
        for (int at = 0; at < concatenated.length; at += Digest.BYTES) {
            meters.add(new KeyId(Digest.of(Arrays.copyOfRange(concatenated, at, at + Digest.BYTES))));
        }
        return meters;
    }
}
