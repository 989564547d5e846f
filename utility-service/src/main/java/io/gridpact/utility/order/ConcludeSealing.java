package io.gridpact.utility.order;

import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.pairing.ListedUpdates;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Seals what both lists hold, as soon as the two `SEALED` digests are equal; the arbiter is not needed for that
/// (PROTOCOL.md, section 5).
final class ConcludeSealing implements DueTask {

    static final int ORDER = 30;

    private final PairBook book;
    private final LedgerWriter writer;

    ConcludeSealing(PairBook book, LedgerWriter writer) {
        this.book = book;
        this.writer = writer;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(book.equalAndOpen(PairStage.SEALED, false), key -> writer.write(Seal.INSTANCE, key));
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private enum Seal implements LedgerStep<PairKey, Integer> {
        INSTANCE;

        private static final String CONCLUDE = """
                update pair_digest set concluded = true
                where peer = ? and window_start = ? and stage = 'SEALED' and number = ? and not concluded
                    and own_digest = peer_digest""";

        private static final String SEAL = """
                update trade t set state = 'SEALED', change = nextval('trade_change_number')
                from (select ?::text as peer, ?::bigint as window_start, ?::bigint as number) p
                where t.state = 'PENDING' and\s""" + SealedLists.IN_LIST;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<PairKey> keys) throws SQLException {
            List<Integer> concluded = new ArrayList<>(keys.size());
            for (PairKey key : keys) {
                int fresh = update(transaction, CONCLUDE, key);
                if (fresh == 1) {
                    ListedUpdates.comeIntoForce(transaction, key);
                    transaction.became(TradeState.SEALED, update(transaction, SEAL, key));
                    ListedUpdates.lapse(transaction, key);
                }
                concluded.add(fresh);
            }
            return concluded;
        }

        private static int update(LedgerTransaction transaction, String sql, PairKey key) throws SQLException {
            try (PreparedStatement update = transaction.connection().prepareStatement(sql)) {
                update.setString(1, key.peer());
                update.setLong(2, key.windowStart().toEpochMilli());
                update.setLong(3, key.number());
                return update.executeUpdate();
            }
        }
    }
}
