package io.gridpact.protocol.order;

/// A utility's answer to an order (PROTOCOL.md, section 5).
public enum Answer {
    /// The utility stands for its customer's side.
    ATTESTED,
    /// The utility refuses, for the reason given.
    REFUSED
}
