package io.gridpact.utility.ledger;

/// Lets a caller send by itself what it writes into the outbox, while somebody waits for the answer.
public interface Outbox {

    /// A caller is about to write this message and to send it itself: it is left to them until each who holds it has
    /// released it.
    void hold(OutboxMessage message);

    /// The caller is done.
    ///
    /// @param delivered false where the message may still be in the outbox: then it is sent from there
    void release(OutboxMessage message, boolean delivered);
}
