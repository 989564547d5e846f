package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which meters' readings of a window are needed, and which of them are complete.
public final class AwaitedReadings {

    /// Meters looked at in one go.
    public static final int PAGE_METERS = 500;

    private AwaitedReadings() {}

    /// Awaits the meters of all delivered trades of a window in which this utility stands for that side.
    public static void awaitTraded(LedgerTransaction transaction, String utility, Instant windowStart)
            throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                insert into awaited_reading (window_start, direction, meter_key_id)
                select t.window_start, 'INJECTION', t.seller_meter from trade t
                where t.window_start = ? and t.seller_utility = ? and t.state = 'DELIVERED'
                union
                select t.window_start, 'CONSUMPTION', t.buyer_meter from trade t
                where t.window_start = ? and t.buyer_utility = ? and t.state = 'DELIVERED'
                on conflict do nothing""")) {
            insert.setLong(1, windowStart.toEpochMilli());
            insert.setString(2, utility);
            insert.setLong(3, windowStart.toEpochMilli());
            insert.setString(4, utility);
            insert.executeUpdate();
        }
    }

    /// Whether every awaited reading of that window and direction is complete.
    public static boolean complete(Connection connection, Instant windowStart, Direction direction)
            throws SQLException {
        return missing(connection, windowStart, direction, Optional.empty(), 1).isEmpty();
    }

    /// Meters whose readings do not tile the window yet, in the order of their key ids.
    ///
    /// @param after only those after this one
    public static List<KeyId> missing(
            Connection connection, Instant windowStart, Direction direction, Optional<KeyId> after, int limit)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select meter_key_id from awaited_reading
                where window_start = ? and direction = ? and energy_wh is null and meter_key_id > ?
                order by meter_key_id limit ?""")) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, direction.name());
            query.setBytes(3, after.map(meter -> meter.value().bytes()).orElse(new byte[0]));
            query.setInt(4, limit);
            List<KeyId> meters = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    meters.add(new KeyId(Digest.of(rows.getBytes(1))));
                }
            }
            return meters;
        }
    }

    /// Notes the readings that tile their window, also in place of what was noted before a correction came; those that
    /// nobody awaits are left out.
    ///
    /// @param tiled of windows whose readings are not fixed
    /// @return how many were awaited
    static int completeTiled(LedgerTransaction transaction, Map<MeterWindow, WindowReading> tiled) throws SQLException {
        if (tiled.isEmpty()) {
            return 0;
        }
        try (SqlBatch update = new SqlBatch(transaction.connection(), """
                update awaited_reading a set energy_wh = r.energy_wh, reading_digest = r.reading_digest
                from unnest(?::bigint[], ?::text[], ?::bytea[], ?::bigint[], ?::bytea[])
                    as r (window_start, direction, meter_key_id, energy_wh, reading_digest)
                where a.window_start = r.window_start and a.direction = r.direction
                    and a.meter_key_id = r.meter_key_id and a.reading_digest is distinct from r.reading_digest""")) {
            tiled.forEach((place, reading) -> update.row(
                    place.windowStart().toEpochMilli(),
                    place.direction().name(),
                    place.meter().value().bytes(),
                    reading.energyWh(),
                    reading.readingDigest().bytes()));
            return update.update();
        }
    }

    /// Counts readings that came before they were awaited, or before it was known whether they are logged in time.
    ///
    /// @param meters of which some may be complete already
    public static void catchUp(
            LedgerTransaction transaction, DeliveryWindow window, Direction direction, Collection<KeyId> meters)
            throws SQLException {
        Map<KeyId, PublicKey> keys = keys(transaction.connection(), meters);
        Map<MeterWindow, List<HeldReading>> held = ReadingRows.held(
                transaction.connection(),
                meters.stream()
                        .map(meter -> new MeterWindow(meter, direction, window.start()))
                        .toList(),
                keys);
        Map<MeterWindow, WindowReading> tiled = new HashMap<>();
        held.forEach((place, readings) -> WindowReading.tiled(window, HeldReading.standing(readings))
                .ifPresent(reading -> tiled.put(place, reading)));
        completeTiled(transaction, tiled);
    }

    /// Whether the readings of a window and direction are fixed.
    static boolean isFixed(Connection connection, Instant windowStart, Direction direction) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select 1 from fixed_readings where window_start = ? and direction = ?")) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, direction.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /// Meters whose readings the utility signs, complete or not: whether theirs count is known when they are logged.
    ///
    /// @return of a window and direction, those that are awaited
    public static List<KeyId> attested(Connection connection, Instant windowStart, Direction direction)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select a.meter_key_id from awaited_reading a join meter m on m.key_id = a.meter_key_id
                where a.window_start = ? and a.direction = ? and m.cannot_sign order by a.meter_key_id""")) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, direction.name());
            List<KeyId> meters = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    meters.add(new KeyId(Digest.of(rows.getBytes(1))));
                }
            }
            return meters;
        }
    }

    /// Whether some reading that the utility has signed may still turn out to be logged in time: the arbiter has not
    /// said yet.
    public static boolean isLoggingPending(Connection connection, Instant windowStart, Direction direction)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select 1 from awaited_reading a join reading r on r.meter_key_id = a.meter_key_id
                    and r.direction = a.direction and r.window_start = a.window_start
                where a.window_start = ? and a.direction = ? and a.energy_wh is null
                    and r.counts_until is not null and not r.adjustment
                    and not exists (select from journal_minute m
                        join submission s on s.statement_digest = m.statement_digest
                        where m.minute = r.journal_minute and s.logged_at is not null)
                limit 1""")) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, direction.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /// Fixes the readings of a window and direction: what comes from now on is an adjustment. The sheets that follow
    /// are
    /// stored in several transactions, and the root over them is committed when all are there; so this is the
    /// moment at
    /// which the writer decides whether a correction counts.
    public static void fix(LedgerTransaction transaction, DeliveryWindow window, Direction direction)
            throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                insert into fixed_readings (window_start, direction, fixed_at) values (?, ?, ?)
                on conflict do nothing""")) {
            insert.setLong(1, window.start().toEpochMilli());
            insert.setString(2, direction.name());
            insert.setLong(3, transaction.now().toEpochMilli());
            insert.executeUpdate();
        }
        leaveOutUnlogged(transaction, window.start(), direction);
        catchUp(transaction, window, direction, attested(transaction.connection(), window.start(), direction));
    }

    /// What is not known to be logged now counts no more, whatever the arbiter says later.
    private static void leaveOutUnlogged(LedgerTransaction transaction, Instant windowStart, Direction direction)
            throws SQLException {
        try (PreparedStatement update =
                transaction.connection().prepareStatement("""
                update reading r set adjustment = true
                where r.window_start = ? and r.direction = ? and r.counts_until is not null and not\s""" + "(" + ReadingRows.COUNTS + ")")) {
            update.setLong(1, windowStart.toEpochMilli());
            update.setString(2, direction.name());
            update.executeUpdate();
        }
    }

    static Map<KeyId, PublicKey> keys(Connection connection, Collection<KeyId> meters) throws SQLException {
        Map<KeyId, PublicKey> keys = new HashMap<>();
        EnrolledMeters.find(connection, meters).forEach((meter, enrolled) -> keys.put(meter, enrolled.key()));
        return keys;
    }
}
