package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Amount;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.ledger.StoredUpdate;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A trade as a platform that takes part in it may see it. Energy in watt-hours, empty while unknown here.
///
/// @param change grows with each change of any trade at this utility
/// @param revision in force; 0 is the order itself
/// @param quantityWh of that revision; of a cancelled trade, what it was for
/// @param update that made that revision
/// @param sellerBasis how the seller's figure came about; empty before it is settled here
/// @param awaited what it waits for since it was delivered
record PlatformTrade(
        StoredTrade trade,
        long change,
        long revision,
        long quantityWh,
        Optional<StoredUpdate> update,
        OptionalLong sellerWh,
        OptionalLong buyerWh,
        OptionalLong settledWh,
        OptionalLong sellerDeviationWh,
        OptionalLong buyerDeviationWh,
        Optional<Amount> amount,
        Optional<Digest> settlement,
        Optional<LateRules.Basis> sellerBasis,
        Optional<LateRules.Basis> buyerBasis,
        Optional<Awaited> awaited) {

    /// What a delivered trade can wait for.
    enum Figure {
        SELLER,
        BUYER,
        LATE,
        SETTLEMENT
    }

    /// @param utility of whom it is awaited
    /// @param until when nobody goes on without it, as the profile has the deadline
    record Awaited(Figure figure, String utility, Instant until) {}
}
