package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import java.time.Instant;
import java.util.List;

/// What is to be adjusted on the next bill: readings that came when their window's figures were fixed. They change no
/// settlement (PROTOCOL.md, section 6).
public final class ReadingAdjustments {

    /// Of several that came late for one interval, the one with the highest number.
    ///
    /// @param energyWh that it says, in watt-hours
    /// @param countedWh what counts in its place: the sum of the readings and estimates that overlap its interval
    /// @param estimated whether an estimate is among them
    public record Adjustment(
            Digest reading,
            String meterId,
            Direction direction,
            Instant windowStart,
            Instant start,
            Instant end,
            long energyWh,
            long countedWh,
            boolean estimated) {}

    private final LedgerReader reader;

    public ReadingAdjustments(LedgerReader reader) {
        this.reader = reader;
    }

    /// In the order of windows.
    ///
    /// @param from the first window's start
    /// @param until windows before it
    /// @param after the last of a page before
    public List<Adjustment> of(Instant from, Instant until, PageMark after, int limit) {
        return reader.list(
                """
                select a.digest, m.meter_id, a.direction, a.window_start, a.start_at, a.end_at, a.energy_wh,
                    coalesce(c.energy_wh, 0), coalesce(c.estimated, false)
                from reading a join meter m on m.key_id = a.meter_key_id
                left join lateral (
                    select sum(s.energy_wh) as energy_wh, bool_or(s.quality = 'ESTIMATED') as estimated
                    from (select distinct on (r.start_at, r.end_at) r.energy_wh, r.quality from reading r
                        where r.meter_key_id = a.meter_key_id and r.direction = a.direction
                            and r.window_start = a.window_start and r.start_at < a.end_at and r.end_at > a.start_at
                            and\s""" + ReadingRows.COUNTS + """
                         order by r.start_at, r.end_at, r.sequence desc) s) c on true
                where a.adjustment and a.window_start >= ? and a.window_start < ?
                    and (a.window_start, a.digest) > (?, ?)
                    and not exists (select from reading l where l.adjustment and l.window_start = a.window_start
                        and l.meter_key_id = a.meter_key_id and l.direction = a.direction
                        and l.start_at = a.start_at and l.end_at = a.end_at and l.sequence > a.sequence)
                order by a.window_start, a.digest limit ?""",
                query -> {
                    query.setLong(1, from.toEpochMilli());
                    query.setLong(2, until.toEpochMilli());
                    query.setLong(3, after.number());
                    query.setBytes(4, after.digest());
                    query.setInt(5, limit);
                },
                row -> new Adjustment(
                        Digest.of(row.getBytes(1)),
                        row.getString(2),
                        Direction.valueOf(row.getString(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Instant.ofEpochMilli(row.getLong(5)),
                        Instant.ofEpochMilli(row.getLong(6)),
                        row.getLong(7),
                        row.getLong(8),
                        row.getBoolean(9)));
    }
}
