package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What [ShowSealing] does for lists, for trades that a deposit sealed: takes over since when this utility's
/// attestation counts, and has the peer shown the proof (PROTOCOL.md, section 5).
final class ShowDeposited implements DueTask {

    /// Trades at once.
    private static final int MAX_TRADES = 500;

    private final String utility;
    private final AgreementBook agreements;
    private final LedgerReader reader;
    private final LedgerWriter writer;

    ShowDeposited(String utility, AgreementBook agreements, LedgerReader reader, LedgerWriter writer) {
        this.utility = utility;
        this.agreements = agreements;
        this.reader = reader;
        this.writer = writer;
    }

    /// @param claimedMillis what this utility's attestation says
    /// @param loggedMillis when its minute was logged
    private record Deposited(
            String peer, Digest order, Instant windowStart, boolean isSeller, long claimedMillis, long loggedMillis) {

        EffectiveTimes.Row row(Instant gateClosure) {
            Instant effective = EffectiveTimes.of(claimedMillis, loggedMillis, gateClosure);
            return new EffectiveTimes.Row(order, isSeller ? effective : null, isSeller ? null : effective);
        }
    }

    private record Effective(String peer, EffectiveTimes.Row row) {}

    @Override
    public int order() {
        return ShowSealing.ORDER;
    }

    @Override
    public int runDue(Instant now) {
        int done = 0;
        for (Deposited trade : logged()) {
            Optional<Instant> gate = agreements.gateClosure(utility, trade.peer(), trade.windowStart());
            if (gate.isPresent()) {
                done += writer.write(TakeOver.INSTANCE, new Effective(trade.peer(), trade.row(gate.get())));
            }
        }
        return done;
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private List<Deposited> logged() {
        return reader.list(
                """
                select t.peer, t.order_digest, t.window_start, t.seller_minute is not null,
                    case when t.seller_minute is null then t.buyer_logged_at else t.seller_logged_at end, s.logged_at
                from trade t join journal_minute m on m.minute = coalesce(t.seller_minute, t.buyer_minute)
                join submission s on s.statement_digest = m.statement_digest and s.log_receipt is not null
                where t.deposited_at is not null and not t.deposit_shown order by t.window_start limit\s""" + MAX_TRADES,
                query -> {},
                row -> new Deposited(
                        row.getString(1),
                        Digest.of(row.getBytes(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        row.getBoolean(4),
                        row.getLong(5),
                        row.getLong(6)));
    }

    private enum TakeOver implements LedgerStep<Effective, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Effective> trades) throws SQLException {
            List<Integer> done = new ArrayList<>(trades.size());
            for (Effective trade : trades) {
                done.add(takeOver(transaction, trade));
            }
            return done;
        }

        private static int takeOver(LedgerTransaction transaction, Effective trade) throws SQLException {
            try (PreparedStatement mark = transaction
                    .connection()
                    .prepareStatement(
                            "update trade set deposit_shown = true where order_digest = ? and not deposit_shown")) {
                mark.setBytes(1, trade.row().order().bytes());
                if (mark.executeUpdate() == 0) {
                    return 0;
                }
            }
            EffectiveTimes.store(transaction, List.of(trade.row()));
            transaction.enqueue(new OutboxMessage(
                    trade.peer(), ShowSealing.KIND, trade.row().order()));
            return 1;
        }
    }
}
