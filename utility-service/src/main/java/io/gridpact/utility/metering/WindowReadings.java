package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.Journal;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the readings that make up a window's figure, as they are shown to counterparties.
public final class WindowReadings {

    /// A reading as it came.
    ///
    /// @param envelope encoded; not to be changed
    public record Stored(Digest digest, byte[] envelope) {}

    private static final Fields STORED = new Fields(Reason.INTERNAL, "journal_minute");

    private WindowReadings() {}

    /// Each meter's readings of that window and direction that count, in order of time: of several of one interval the
    /// one with the highest sequence number, as [io.gridpact.protocol.metering.HeldReadings#standing] has it.
    public static Map<KeyId, List<Stored>> of(
            Connection connection, Instant windowStart, Direction direction, Collection<KeyId> meters)
            throws SQLException {
        Map<KeyId, List<Stored>> readings = HashMap.newHashMap(meters.size());
        try (SqlBatch select = new SqlBatch(connection, """
                select distinct on (r.meter_key_id, r.start_at, r.end_at) r.meter_key_id, r.digest, r.envelope
                from unnest(?::bytea[], ?::text[], ?::bigint[]) as k (meter_key_id, direction, window_start)
                join reading r on r.meter_key_id = k.meter_key_id and r.direction = k.direction
                    and r.window_start = k.window_start
                where\s""" + ReadingRows.COUNTS + """
                 order by r.meter_key_id, r.start_at, r.end_at, r.sequence desc""")) {
            for (KeyId meter : meters) {
                select.row(meter.value().bytes(), direction.name(), windowStart.toEpochMilli());
            }
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    readings.computeIfAbsent(new KeyId(Digest.of(rows.getBytes(1))), none -> new ArrayList<>())
                            .add(new Stored(Digest.of(rows.getBytes(2)), rows.getBytes(3)));
                }
            }
        }
        return readings;
    }

    /// When those of these readings were logged that the utility has signed in their meter's place.
    public static Map<Digest, LoggedReading> logged(Connection connection, Collection<Digest> readings)
            throws SQLException {
        Map<Digest, LoggedReading> logged = new HashMap<>();
        Map<Instant, List<List<Digest>>> paths = new HashMap<>();
        try (SqlBatch select = new SqlBatch(connection, """
                select r.digest, r.journal_minute, r.journal_index, m.tree_root, m.size, s.envelope, s.log_receipt
                from reading r join journal_minute m on m.minute = r.journal_minute
                join submission s on s.statement_digest = m.statement_digest
                where r.digest = any (?::bytea[]) and r.counts_until is not null and s.log_receipt is not null""")) {
            readings.forEach(reading -> select.row((Object) reading.bytes()));
            try (ResultSet row = select.query()) {
                while (row.next()) {
                    Digest reading = Digest.of(row.getBytes(1));
                    Instant minute = Instant.ofEpochMilli(row.getLong(2));
                    if (!paths.containsKey(minute)) {
                        paths.put(minute, JournalMinute.paths(Journal.statements(connection, minute)));
                    }
                    List<List<Digest>> ofMinute = paths.getOrDefault(minute, List.of());
                    logged.put(reading, logged(row, reading, ofMinute.get(Math.toIntExact(row.getLong(3)))));
                }
            }
        }
        return logged;
    }

    private static LoggedReading logged(ResultSet row, Digest reading, List<Digest> path) throws SQLException {
        Envelope root = EnvelopeWire.parse(row.getBytes(6), STORED);
        Envelope receipt = EnvelopeWire.parse(row.getBytes(7), STORED);
        LoggedMinute minute = new LoggedMinute(
                StatementWire.journalRoot(root, STORED),
                Digest.of(row.getBytes(4)),
                row.getLong(5),
                StatementWire.logReceipt(receipt, STORED));
        return new LoggedReading(reading, minute, root, receipt, row.getLong(3), path);
    }

    /// Each meter's reading of the window, where its readings tile it.
    public static Map<KeyId, WindowReading> tiled(
            Connection connection, DeliveryWindow window, Direction direction, Collection<KeyId> meters)
            throws SQLException {
        List<MeterWindow> places = meters.stream()
                .map(meter -> new MeterWindow(meter, direction, window.start()))
                .toList();
        Map<KeyId, WindowReading> tiled = HashMap.newHashMap(meters.size());
        ReadingRows.held(connection, places, AwaitedReadings.keys(connection, meters))
                .forEach((place, readings) -> WindowReading.tiled(window, HeldReading.standing(readings))
                        .ifPresent(reading -> tiled.put(place.meter(), reading)));
        return tiled;
    }
}
