package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Ends pending trades that were not sealed, and updates that were not proven, in time.
public final class EndTrades {

    private final LedgerWriter writer;
    private final ReleaseStep step = new ReleaseStep();

    public EndTrades(LedgerWriter writer) {
        this.writer = writer;
    }

    /// Makes them void and gives their limits back.
    ///
    /// @return how many were still pending
    public int voidTrades(List<Digest> orders) {
        int ended = 0;
        for (Digest order : orders) {
            ended += writer.write(step, new ReleaseStep.End(order, TradeState.VOID, null)) ? 1 : 0;
        }
        return ended;
    }

    /// Ends the updates that were to be decided for that window with that peer and are not in force.
    ///
    /// @return how many lapsed
    public int lapseUpdates(String peer, Instant decidedAt) {
        return writer.write(Lapse.INSTANCE, new Decided(peer, decidedAt));
    }

    private record Decided(String peer, Instant at) {}

    private enum Lapse implements LedgerStep<Decided, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Decided> items) throws SQLException {
            List<Integer> lapsed = new ArrayList<>(items.size());
            for (Decided item : items) {
                lapsed.add(EndUpdates.lapse(transaction, item.peer(), item.at()));
            }
            return lapsed;
        }
    }
}
