package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.utility.ledger.EndTrades;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.node.DueTask;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a window's start and end do to its trades: never listed by its start is void, and its limit given back; sealed
/// is delivered at its end.
///
/// A trade that is in this utility's list but not, or not yet, equally in the peer's stays pending: whether it is void
/// is not this utility's to say alone.
final class PassWindows implements DueTask {

    static final int ORDER = 40;

    /// Trades ended at once.
    private static final int MAX_VOID = 1_000;

    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final EndTrades endTrades;

    PassWindows(LedgerReader reader, LedgerWriter writer, EndTrades endTrades) {
        this.reader = reader;
        this.writer = writer;
        this.endTrades = endTrades;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        int done = endTrades.voidTrades(neverListed(now));
        return done + writer.write(Deliver.INSTANCE, now);
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        String sql = """
                select min(due) from (
                    select min(window_start) as due from trade
                        where state = 'PENDING' and sealed_number is null and window_start > ?
                    union all
                    select min(window_end) from trade where state in ('PENDING', 'SEALED') and window_end > ?) d""";
        return reader.first(
                        sql,
                        query -> {
                            query.setLong(1, now.toEpochMilli());
                            query.setLong(2, now.toEpochMilli());
                        },
                        row -> {
                            long due = row.getLong(1);
                            return row.wasNull() ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(due));
                        })
                .flatMap(due -> due);
    }

    private List<Digest> neverListed(Instant now) {
        return reader.list(
                "select order_digest from trade where state = 'PENDING' and sealed_number is null"
                        + " and window_start <= ? limit " + MAX_VOID,
                query -> query.setLong(1, now.toEpochMilli()),
                row -> Digest.of(row.getBytes(1)));
    }

    private enum Deliver implements LedgerStep<Instant, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Instant> items) throws SQLException {
            List<Integer> delivered = new ArrayList<>(items.size());
            for (Instant now : items) {
                try (PreparedStatement update = transaction
                        .connection()
                        .prepareStatement(
                                "update trade set state = 'DELIVERED', change = nextval('trade_change_number')"
                                        + " where state = 'SEALED' and window_end <= ?")) {
                    update.setLong(1, now.toEpochMilli());
                    int trades = update.executeUpdate();
                    transaction.became(TradeState.DELIVERED, trades);
                    delivered.add(trades);
                }
            }
            return delivered;
        }
    }
}
