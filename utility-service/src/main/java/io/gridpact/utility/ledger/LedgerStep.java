package io.gridpact.utility.ledger;

import java.sql.SQLException;
import java.util.List;

/// One kind of change to the ledger. All changes of a kind that wait at the same time are applied together.
///
/// A step must give the same result for an item whether it comes alone or among others, except that of several items
/// that exclude each other the first wins.
///
/// @param <W> what is to be written
/// @param <R> what came of it
public interface LedgerStep<W, R> {

    /// Applies the items within the transaction, by statements that take many rows.
    ///
    /// @return one result an item, in their order
    List<R> apply(LedgerTransaction transaction, List<W> items) throws SQLException;
}
