package io.gridpact.protocol.order;

/// What an update does (PROTOCOL.md, section 5).
public enum UpdateKind {
    /// Ends the trade.
    CANCEL,
    /// Makes the quantity smaller.
    CURTAIL,
    /// Moves the trade into another window.
    RESCHEDULE
}
