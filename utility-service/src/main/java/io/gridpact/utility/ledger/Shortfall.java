package io.gridpact.utility.ledger;

import io.gridpact.protocol.order.TradeRole;

/// What is missing for a reservation.
///
/// @param role the side whose limit does not hold it
/// @param limit `CUSTOMER` or `MANDATE`, whichever leaves less
/// @param remainingWh what it leaves, in watt-hours
public record Shortfall(TradeRole role, Limit limit, long remainingWh) {

    /// Which limit.
    public enum Limit {
        CUSTOMER,
        MANDATE
    }
}
