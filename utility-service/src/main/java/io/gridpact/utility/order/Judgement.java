package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.CustomerSide;
import java.util.List;
import java.util.Set;

/// What this utility makes of an order before its limits are asked (PROTOCOL.md, section 5).
sealed interface Judgement {

    /// Nothing is wrong.
    ///
    /// @param agreement digest of the one by which it was judged
    /// @param cannotSign the sides whose meters cannot sign
    record Accepted(List<CustomerSide> sides, Digest agreement, Set<TradeRole> cannotSign) implements Judgement {}

    /// Something in the order itself is wrong: the answer is signed and stored, and never changes.
    record OrderAtFault(TradeRole role, Digest agreement, Refusal refusal) implements Judgement {}

    /// There is no agreement in force, or it came late, early, damaged or to the wrong place, or is not what the
    /// platforms signed: answered and forgotten, so that a relay cannot spoil an order.
    record RelayAtFault(Refusal refusal) implements Judgement {}
}
