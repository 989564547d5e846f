package io.gridpact.utility.ledger;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.utility.ledger.LimitReservations.Account;
import java.util.Set;

/// What came of a reservation.
sealed interface Reserved {

    Within WITHIN = new Within();

    /// It was taken, and every limit holds it.
    record Within() implements Reserved {}

    /// It was taken, although limits do not hold it.
    ///
    /// @param directions whose limits those are
    record Beyond(Set<Direction> directions) implements Reserved {}

    /// Nothing was taken.
    ///
    /// @param account that holds least
    /// @param remainingWh what it holds, in watt-hours; not negative
    record Missing(Account account, long remainingWh) implements Reserved {}
}
