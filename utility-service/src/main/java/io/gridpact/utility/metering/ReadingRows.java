package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.JournalPosition;
import io.gridpact.utility.ledger.LedgerTransaction;
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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Readings' rows.
final class ReadingRows {

    /// Whether a reading `r` may make up its window's figure.
    static final String COUNTS = """
            not r.adjustment and (r.counts_until is null or exists (
                select from journal_minute m join submission s on s.statement_digest = m.statement_digest
                where m.minute = r.journal_minute and s.logged_at <= r.counts_until))""";

    private static final String SELECT = """
            select r.digest, r.meter_key_id, r.direction, r.window_start, r.start_at, r.end_at, r.energy_wh,
                r.register_start_wh, r.register_end_wh, r.sequence, r.quality, """ + COUNTS + """
             as counts
            from unnest(?::bytea[], ?::text[], ?::bigint[]) as k (meter_key_id, direction, window_start)
            join reading r on r.meter_key_id = k.meter_key_id and r.direction = k.direction
                and r.window_start = k.window_start
            order by r.start_at""";

    private static final String INSERT = """
            insert into reading (digest, meter_key_id, direction, window_start, start_at, end_at, energy_wh,
                register_start_wh, register_end_wh, sequence, quality, signer, envelope, journal_minute, journal_index,
                adjustment, counts_until)
            select * from unnest(?::bytea[], ?::bytea[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::bigint[],
                ?::boolean[], ?::bigint[])""";

    private ReadingRows() {}

    /// The readings held of these places, in order of time.
    ///
    /// @param keys of all meters that are asked for
    static Map<MeterWindow, List<HeldReading>> held(
            Connection connection, Collection<MeterWindow> places, Map<KeyId, PublicKey> keys) throws SQLException {
        Map<MeterWindow, List<HeldReading>> held = new HashMap<>();
        try (SqlBatch select = new SqlBatch(connection, SELECT)) {
            for (MeterWindow place : places) {
                select.row(
                        place.meter().value().bytes(),
                        place.direction().name(),
                        place.windowStart().toEpochMilli());
            }
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    KeyId meter = new KeyId(Digest.of(rows.getBytes("meter_key_id")));
                    Reading reading = read(rows, keys.get(meter));
                    MeterWindow place = new MeterWindow(
                            meter, reading.direction(), Instant.ofEpochMilli(rows.getLong("window_start")));
                    held.computeIfAbsent(place, none -> new ArrayList<>())
                            .add(new HeldReading(reading, rows.getBoolean("counts")));
                }
            }
        }
        return held;
    }

    private static Reading read(ResultSet row, @Nullable PublicKey key) throws SQLException {
        if (key == null) {
            throw new IllegalArgumentException("a reading of a meter that was not asked for");
        }
        return new Reading(
                Digest.of(row.getBytes("digest")),
                key,
                Direction.valueOf(row.getString("direction")),
                Instant.ofEpochMilli(row.getLong("start_at")),
                Instant.ofEpochMilli(row.getLong("end_at")),
                row.getLong("energy_wh"),
                optional(row, "register_start_wh"),
                optional(row, "register_end_wh"),
                row.getLong("sequence"),
                ReadingQuality.valueOf(row.getString("quality")));
    }

    static OptionalLong optional(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /// Stores and journals readings that are not held yet.
    static void insert(LedgerTransaction transaction, List<BelievedReading> readings) throws SQLException {
        if (readings.isEmpty()) {
            return;
        }
        try (SqlBatch insert = new SqlBatch(transaction.connection(), INSERT)) {
            for (BelievedReading believed : readings) {
                Reading reading = believed.reading();
                JournalPosition position = transaction.journal(reading.digest());
                insert.row(
                        reading.digest().bytes(),
                        believed.meter().value().bytes(),
                        reading.direction().name(),
                        believed.window().start().toEpochMilli(),
                        reading.start().toEpochMilli(),
                        reading.end().toEpochMilli(),
                        reading.energyWh(),
                        boxed(reading.registerStartWh()),
                        boxed(reading.registerEndWh()),
                        reading.sequence(),
                        reading.quality().name(),
                        believed.signer().name(),
                        EnvelopeWire.encode(believed.envelope()),
                        position.minute().toEpochMilli(),
                        position.index(),
                        believed.adjustment(),
                        believed.countsUntil().map(Instant::toEpochMilli).orElse(null));
            }
            insert.update();
        }
    }

    /// They are no part of their window's figure any more.
    static void leaveOut(LedgerTransaction transaction, Collection<Digest> readings) throws SQLException {
        if (readings.isEmpty()) {
            return;
        }
        try (SqlBatch update = new SqlBatch(
                transaction.connection(), "update reading set adjustment = true where digest = any (?::bytea[])")) {
            readings.forEach(digest -> update.row((Object) digest.bytes()));
            update.update();
        }
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
