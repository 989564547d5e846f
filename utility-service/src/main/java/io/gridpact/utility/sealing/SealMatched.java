package io.gridpact.utility.sealing;

import io.gridpact.protocol.order.TradeState;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.pairing.ListedUpdates;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Seals a list of which the arbiter holds both digests, equal and in time, where the peer's did not arrive
/// here in time.
enum SealMatched implements LedgerStep<PairKey, Integer> {
    INSTANCE;

    private static final String CONCLUDE = """
            update pair_digest set concluded = true, peer_digest = own_digest
            where peer = ? and window_start = ? and stage = 'SEALED' and number = ? and not concluded
                and own_digest is not null and (peer_digest is null or peer_digest = own_digest)""";

    private static final String SEAL = """
            update trade t set state = 'SEALED', change = nextval('trade_change_number')
            from (select ?::text as peer, ?::bigint as window_start, ?::bigint as number) p
            where t.state = 'PENDING' and\s""" + SealedLists.IN_LIST;

    @Override
    public List<Integer> apply(LedgerTransaction transaction, List<PairKey> keys) throws SQLException {
        List<Integer> sealed = new ArrayList<>(keys.size());
        for (PairKey key : keys) {
            sealed.add(update(transaction, CONCLUDE, key) == 1 ? seal(transaction, key) : 0);
        }
        return sealed;
    }

    private static int seal(LedgerTransaction transaction, PairKey key) throws SQLException {
        ListedUpdates.comeIntoForce(transaction, key);
        int trades = update(transaction, SEAL, key);
        transaction.became(TradeState.SEALED, trades);
        ListedUpdates.lapse(transaction, key);
        return trades;
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
