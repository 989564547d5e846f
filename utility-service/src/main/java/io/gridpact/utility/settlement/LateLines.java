package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.Claim;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What late lines of a window are given of what buyers' readings have left: in the order in which their sheet roots
/// were logged, and of one sheet root in allocation order (PROTOCOL.md, section 8.4).
final class LateLines {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "sheet_root.log_receipt");

    private static final String LATE = """
            select o.order_digest, o.peer, t.buyer_meter, t.quantity_wh, f.allocated_wh, q.log_receipt,
                greatest(t.seller_effective_at, t.buyer_effective_at), s.reading_wh - s.allocated_wh
            from overdue_seller o
            join trade t on t.order_digest = o.order_digest
            join peer_status f on f.order_digest = o.order_digest and f.direction = 'INJECTION'
            join sheet_root q on q.utility = o.peer and q.direction = 'INJECTION' and q.window_start = o.window_start
                and q.revision = 1
            join sheet s on s.window_start = o.window_start and s.direction = 'CONSUMPTION' and s.revision = 1
                and s.meter_key_id = t.buyer_meter
            where o.window_start = ? and o.reason = 'NO_SHEET_ROOT'""";

    private static final String CLAIMS = """
            select a.meter_key_id, a.order_digest, a.peer, t.quantity_wh, a.cap_wh,
                greatest(t.seller_effective_at, t.buyer_effective_at), s.reading_wh, s.reading_digest, t.revision
            from unnest(?::bytea[], ?::bigint[]) as k (meter_key_id, window_start)
            join allocation a on a.window_start = k.window_start and a.direction = 'CONSUMPTION' and a.revision = 1
                and a.meter_key_id = k.meter_key_id
            join sheet s on s.window_start = a.window_start and s.direction = a.direction and s.revision = 1
                and s.meter_key_id = a.meter_key_id
            join trade t on t.order_digest = a.order_digest
            order by 1""";

    /// A line whose seller was late.
    private record Late(
            Digest order,
            String peer,
            KeyId meter,
            long quantityWh,
            long sellerWh,
            LogReceipt receipt,
            Instant confirmedAt,
            long leftWh) {

        static final Comparator<Late> IN_ORDER = Comparator.comparing(
                        (Late line) -> line.receipt().loggedAt())
                .thenComparing(line -> line.receipt().leafIndex())
                .thenComparing(Late::confirmedAt)
                .thenComparing(Late::order);
    }

    private LateLines() {}

    /// The sheets that change, with the late lines' caps.
    ///
    /// @param late utilities that were late, not silent
    static List<MeterClaims> served(Connection connection, Round round, Set<String> late) throws SQLException {
        Map<Digest, Long> caps = new HashMap<>();
        Map<KeyId, Long> left = new HashMap<>();
        for (Late line : late(connection, round, late)) {
            long leftWh = left.getOrDefault(line.meter(), line.leftWh());
            long capWh = LateRules.lateCapWh(line.sellerWh(), leftWh);
            left.put(line.meter(), leftWh - capWh);
            if (capWh > 0) {
                caps.put(line.order(), capWh);
            }
        }
        Set<KeyId> meters = late(connection, round, late).stream()
                .filter(line -> caps.containsKey(line.order()))
                .map(Late::meter)
                .collect(Collectors.toSet());
        return claims(connection, round, meters, caps);
    }

    private static List<Late> late(Connection connection, Round round, Set<String> late) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LATE)) {
            query.setLong(1, round.startMillis());
            List<Late> lines = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (late.contains(rows.getString(2))) {
                        lines.add(new Late(
                                Digest.of(rows.getBytes(1)),
                                rows.getString(2),
                                new KeyId(Digest.of(rows.getBytes(3))),
                                rows.getLong(4),
                                rows.getLong(5),
                                StatementWire.logReceipt(EnvelopeWire.parse(rows.getBytes(6), STORED), STORED),
                                Instant.ofEpochMilli(rows.getLong(7)),
                                rows.getLong(8)));
                    }
                }
            }
            lines.sort(Late.IN_ORDER);
            return lines;
        }
    }

    private static List<MeterClaims> claims(
            Connection connection, Round round, Collection<KeyId> meters, Map<Digest, Long> caps) throws SQLException {
        Map<KeyId, MeterClaims> claims = new HashMap<>();
        try (SqlBatch query = new SqlBatch(connection, CLAIMS)) {
            meters.forEach(meter -> query.row(meter.value().bytes(), round.startMillis()));
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    KeyId meter = new KeyId(Digest.of(rows.getBytes(1)));
                    long readingWh = rows.getLong(7);
                    Digest readingDigest = Digest.of(rows.getBytes(8));
                    MeterClaims of = claims.computeIfAbsent(
                            meter,
                            none -> new MeterClaims(
                                    meter, readingWh, readingDigest, new ArrayList<>(), new HashMap<>()));
                    Digest order = Digest.of(rows.getBytes(2));
                    of.peers().put(order, rows.getString(3));
                    of.claims()
                            .add(new Claim(
                                    order,
                                    rows.getLong(9),
                                    Instant.ofEpochMilli(rows.getLong(6)),
                                    rows.getLong(4),
                                    caps.getOrDefault(order, rows.getLong(5))));
                }
            }
        }
        return List.copyOf(claims.values());
    }
}
