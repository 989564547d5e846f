package io.gridpact.utility.network;

import io.gridpact.utility.ledger.LedgerMeter;
import java.util.Map;
import java.util.TreeMap;

/// What the ledger says has become of trades.
public final class TalliedTrades implements LedgerMeter {

    private final Map<String, Long> trades = new TreeMap<>();

    @Override
    public void batchCommitted(int changes, long nanos) {}

    @Override
    public synchronized void tradesBecame(String state, String reason, long count) {
        trades.merge((state + " " + reason).strip(), count, Long::sum);
    }

    @Override
    public void messageGivenUp(String kind) {}

    /// How many, by `STATE` or `STATE REASON`.
    public synchronized Map<String, Long> all() {
        return Map.copyOf(trades);
    }
}
