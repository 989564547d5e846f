package io.gridpact.utility.update;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.PresentTrade;

/// What this utility makes of an update.
sealed interface UpdateJudgement {

    /// Nothing is wrong as far as can be said before the ledger is asked.
    record Accepted(PresentTrade trade, Order order, NetworkProfile profile) implements UpdateJudgement {}

    /// The fault lies with whoever brought it, or with the time; answered and forgotten.
    record RelayAtFault(Refusal refusal) implements UpdateJudgement {}

    /// The fault lies in the update; answered in writing, for good.
    record UpdateAtFault(PresentTrade trade, Order order, NetworkProfile profile, TradeRole role, Refusal refusal)
            implements UpdateJudgement {}
}
