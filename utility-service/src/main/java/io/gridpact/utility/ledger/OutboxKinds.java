package io.gridpact.utility.ledger;

/// Kinds of messages that confirming and updating put into the outbox.
public final class OutboxKinds {

    /// The request to the buyer utility; about an order.
    public static final String COUNTERSIGN = "COUNTERSIGN";

    /// The receipt for the buyer utility; about an order.
    public static final String RECEIPT = "RECEIPT";

    /// The request to the buyer utility to attest an update; about an update.
    public static final String UPDATE = "UPDATE";

    /// The receipt of an update for the buyer utility; about an update.
    public static final String UPDATE_RECEIPT = "UPDATE_RECEIPT";

    /// The buyer utility's own update, which the seller utility has to attest first; about an update.
    public static final String UPDATE_REQUEST = "UPDATE_REQUEST";

    private OutboxKinds() {}
}
