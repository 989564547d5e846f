package io.gridpact.utility.order;

import io.gridpact.protocol.order.TradeState;
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

/// What is sealed is delivered at its window's end.
final class PassWindows implements DueTask {

    static final int ORDER = 40;

    private final LedgerReader reader;
    private final LedgerWriter writer;

    PassWindows(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        // Looked at each second: without anything to deliver it costs no transaction.
        String sql = "select 1 from trade where state = 'SEALED' and window_end <= ? limit 1";
        boolean over = reader.first(sql, query -> query.setLong(1, now.toEpochMilli()), row -> true)
                .isPresent();
        return over ? writer.write(Deliver.INSTANCE, now) : 0;
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        String sql = "select min(window_end) from trade where state in ('PENDING', 'SEALED') and window_end > ?";
        return reader.first(sql, query -> query.setLong(1, now.toEpochMilli()), row -> {
                    long due = row.getLong(1);
                    return row.wasNull() ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(due));
                })
                .flatMap(due -> due);
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
