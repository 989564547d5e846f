package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
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

    /// Each meter's reading of the window, where its readings tile it.
    public static Map<KeyId, WindowReading> tiled(
            Connection connection, DeliveryWindow window, Direction direction, Collection<KeyId> meters)
            throws SQLException {
        List<MeterWindow> places = meters.stream()
                .map(meter -> new MeterWindow(meter, direction, window.start()))
                .toList();
        Map<KeyId, WindowReading> tiled = HashMap.newHashMap(meters.size());
        ReadingRows.held(connection, places, AwaitedReadings.keys(connection, meters))
                .forEach((place, readings) ->
                        WindowReading.tiled(window, HeldReading.standing(readings))
                                .ifPresent(reading -> tiled.put(place.meter(), reading)));
        return tiled;
    }
}
