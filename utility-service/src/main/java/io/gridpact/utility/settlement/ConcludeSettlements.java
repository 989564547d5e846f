package io.gridpact.utility.settlement;

import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.pairing.PairKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Ends a settlement once both utilities have signed the same and the arbiter has logged it (PROTOCOL.md, section 8).
public final class ConcludeSettlements implements DueTask {

    static final int ORDER = 150;
    /// Trades that change in one transaction.
    static final int PAGE_TRADES = 5_000;

    private static final Logger LOG = Logger.getLogger(ConcludeSettlements.class);

    private final PairBook book;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;

    public ConcludeSettlements(PairBook book, LedgerReader reader, LedgerWriter writer, SettlementMeter meter) {
        this.book = book;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(book.equalAndOpen(PairStage.SETTLED, true), key -> conclude(key, now));
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private int conclude(PairKey key, Instant now) {
        Pair pair = new Pair(key.windowStart(), key.peer());
        Instant openedAt = reader.read(connection -> openedAt(connection, pair));
        long trades = reader.scan(connection -> settleTrades(connection, pair));
        writer.write(Conclude.INSTANCE, pair);
        meter.settled(pair.peer(), trades, Duration.between(openedAt, now));
        LOG.infof("%d trades with %s settled by both, window %s", trades, pair.peer(), pair.windowStart());
        return 1;
    }

    private static Instant openedAt(Connection connection, Pair pair) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select opened_at from settlement_pair where window_start = ? and peer = ?")) {
            query.setLong(1, pair.startMillis());
            query.setString(2, pair.peer());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Instant.ofEpochMilli(row.getLong(1));
            }
        }
    }

    /// A few thousand at a time, so that other changes are not held up.
    private long settleTrades(Connection connection, Pair pair) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select order_digest from trade
                where window_start = ? and peer = ? and state = 'ALLOCATED' and settlement_digest is not null
                    and disputed_number is null""")) {
            query.setLong(1, pair.startMillis());
            query.setString(2, pair.peer());
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            long settled = 0;
            List<byte[]> page = new ArrayList<>(PAGE_TRADES);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    page.add(rows.getBytes(1));
                    if (page.size() == PAGE_TRADES) {
                        settled += writer.write(SettleTrades.INSTANCE, List.copyOf(page));
                        page.clear();
                    }
                }
            }
            return settled + writer.write(SettleTrades.INSTANCE, page);
        }
    }

    private enum SettleTrades implements LedgerStep<List<byte[]>, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<List<byte[]>> items) throws SQLException {
            List<Integer> changed = new ArrayList<>(items.size());
            for (List<byte[]> orders : items) {
                try (SqlBatch update = new SqlBatch(transaction.connection(), """
                        update trade t set state = 'SETTLED', change = nextval('trade_change_number')
                        from unnest(?::bytea[]) as r (order_digest)
                        where t.order_digest = r.order_digest and t.state = 'ALLOCATED'""")) {
                    orders.forEach(order -> update.row((Object) order));
                    int trades = update.update();
                    transaction.became(TradeState.SETTLED, trades);
                    changed.add(trades);
                }
            }
            return changed;
        }
    }

    private enum Conclude implements LedgerStep<Pair, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Pair> items) throws SQLException {
            List<Boolean> concluded = new ArrayList<>(items.size());
            for (Pair pair : items) {
                Pairs.move(transaction.connection(), pair, "DECLARED", "SETTLED");
                try (PreparedStatement update = transaction.connection().prepareStatement("""
                        update pair_digest set concluded = true
                        where peer = ? and window_start = ? and stage = 'SETTLED' and own_digest = peer_digest""")) {
                    update.setString(1, pair.peer());
                    update.setLong(2, pair.startMillis());
                    concluded.add(update.executeUpdate() > 0);
                }
            }
            return concluded;
        }
    }
}
