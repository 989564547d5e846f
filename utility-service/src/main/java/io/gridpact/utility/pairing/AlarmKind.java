package io.gridpact.utility.pairing;

/// What a peer was caught at. Names are stored.
public enum AlarmKind {
    /// A pair digest whose signature is not its own.
    BAD_SIGNATURE,
    /// Two different digests under one number.
    TWO_DIGESTS,
    /// Two answers to one order.
    TWO_ANSWERS,
    /// What it said of its list does not give the digest that it signed.
    LIST_DENIED,
    /// A deposit that the arbiter logged and whose proof does not hold.
    FALSE_DEPOSIT,
    /// An answer to a pair digest that is under another key than what was asked.
    OTHER_KEY
}
