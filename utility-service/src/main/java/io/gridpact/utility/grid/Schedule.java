package io.gridpact.utility.grid;

import io.gridpact.utility.ledger.LedgerReader;
import java.time.Instant;
import java.util.List;

/// What is contracted on each feeder, window by window, from the ledger's live trades.
public final class Schedule {

    private static final String PAGE = """
            with side (window_start, feeder, order_digest, sold_wh, bought_wh, local_wh, pending) as (
                select t.window_start, s.feeder, t.order_digest, t.quantity_wh, 0,
                    case when b.feeder = s.feeder then t.quantity_wh else 0 end, t.state = 'PENDING'
                from trade t join meter s on s.key_id = t.seller_meter
                left join meter b on b.key_id = t.buyer_meter and t.buyer_customer is not null
                where t.seller_customer is not null and t.state = any (?) and t.window_start >= ? and t.window_start < ?
                union all
                select t.window_start, b.feeder, t.order_digest, 0, t.quantity_wh, 0, t.state = 'PENDING'
                from trade t join meter b on b.key_id = t.buyer_meter
                where t.buyer_customer is not null and t.state = any (?) and t.window_start >= ? and t.window_start < ?
            )
            select window_start, feeder,
                coalesce(sum(sold_wh) filter (where not pending), 0),
                coalesce(sum(bought_wh) filter (where not pending), 0),
                coalesce(sum(local_wh) filter (where not pending), 0),
                coalesce(sum(sold_wh) filter (where pending), 0),
                coalesce(sum(bought_wh) filter (where pending), 0),
                count(distinct order_digest)
            from side
            where (? = '' or feeder = ?) and (window_start, feeder) > (?, ?)
            group by window_start, feeder order by window_start, feeder limit ?""";

    /// Neither refused nor void.
    private static final String[] LIVE = {"PENDING", "SEALED", "DELIVERED", "ALLOCATED", "SETTLED"};

    private final LedgerReader reader;

    public Schedule(LedgerReader reader) {
        this.reader = reader;
    }

    /// A place in the order of windows and feeders.
    public record Key(long windowStartMillis, String feeder) {
        static final Key FIRST = new Key(-1, "");
    }

    /// Which windows, half-open, and which feeder; `""` for all.
    public record Question(Instant from, Instant until, String feeder) {}

    /// One feeder in one window; energy in watt-hours, none negative.
    ///
    /// @param localWh of what is sold and bought, what stays on the feeder
    public record Line(
            Key key, long soldWh, long boughtWh, long localWh, long pendingSoldWh, long pendingBoughtWh, long trades) {}

    /// @param size how many lines at most
    public List<Line> page(Question question, Key after, int size) {
        return reader.list(
                PAGE,
                query -> {
                    for (int at : new int[] {1, 4}) {
                        query.setArray(at, query.getConnection().createArrayOf("text", LIVE));
                        query.setLong(at + 1, question.from().toEpochMilli());
                        query.setLong(at + 2, question.until().toEpochMilli());
                    }
                    query.setString(7, question.feeder());
                    query.setString(8, question.feeder());
                    query.setLong(9, after.windowStartMillis());
                    query.setString(10, after.feeder());
                    query.setInt(11, size);
                },
                row -> new Line(
                        new Key(row.getLong(1), row.getString(2)),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)));
    }
}
