package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import java.util.List;

/// Ends pending trades that were not sealed in time.
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
}
