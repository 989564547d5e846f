package io.gridpact.utility.ledger;

/// Kinds of messages that confirming puts into the outbox.
public final class OutboxKinds {

    /// The request to the buyer utility; about an order.
    public static final String COUNTERSIGN = "COUNTERSIGN";

    /// The receipt for the buyer utility; about an order.
    public static final String RECEIPT = "RECEIPT";

    private OutboxKinds() {}
}
