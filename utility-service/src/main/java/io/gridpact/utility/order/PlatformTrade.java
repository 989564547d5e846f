package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Amount;
import io.gridpact.utility.ledger.StoredTrade;
import java.util.Optional;
import java.util.OptionalLong;

/// A trade as a platform that takes part in it may see it. Energy in watt-hours, empty while unknown here.
///
/// @param change grows with each change of any trade at this utility
record PlatformTrade(
        StoredTrade trade,
        long change,
        OptionalLong sellerWh,
        OptionalLong buyerWh,
        OptionalLong settledWh,
        OptionalLong sellerDeviationWh,
        OptionalLong buyerDeviationWh,
        Optional<Amount> amount,
        Optional<Digest> settlement) {}
