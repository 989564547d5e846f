package io.gridpact.utility.ledger;

import io.gridpact.protocol.order.TradeState;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many trades one transaction brought into which state. Told to nobody unless that transaction is committed.
public final class TradeTally {

    /// Why a trade is void that was in nobody's list when its window began.
    public static final String NOT_LISTED = "NOT_LISTED";

    /// @param reason why it is refused or void; empty for other states
    record Entry(TradeState state, String reason) {}

    private final Map<Entry, Long> counts = new LinkedHashMap<>();

    void add(TradeState state, String reason, long trades) {
        if (trades > 0) {
            counts.merge(new Entry(state, reason), trades, Long::sum);
        }
    }

    void tell(LedgerMeter meter) {
        counts.forEach((entry, trades) -> meter.tradesBecame(entry.state().name(), entry.reason(), trades));
    }
}
