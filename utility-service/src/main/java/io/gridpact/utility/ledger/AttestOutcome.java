package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;

/// What came of writing this utility's answer to an order.
public sealed interface AttestOutcome {

    /// It is written now.
    record Written(StoredTrade trade) implements AttestOutcome {}

    /// This order has been answered before; that answer stands.
    record AnsweredBefore(StoredTrade trade) implements AttestOutcome {}

    /// Another order has the same identity.
    record Conflict(Digest takenBy) implements AttestOutcome {}

    /// The window's gate closed before it could be written.
    record GateClosed() implements AttestOutcome {}
}
