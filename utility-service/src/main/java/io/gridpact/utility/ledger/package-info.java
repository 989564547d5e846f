/// The ledger of one utility: one writer that commits in batches, the journal of its statements, what is to be sent,
/// and the trades.
@NullMarked
package io.gridpact.utility.ledger;

import org.jspecify.annotations.NullMarked;
