package io.gridpact.protocol.journal;

/// What stands in the arbiter's log. Names are hashed and never change.
public enum LogEntryKind {
    /// All statements that a utility signed or accepted in a minute existed by now.
    JOURNAL_ROOT,
    /// What a utility holds agreed with a peer.
    PAIR_DIGEST,
    /// A utility's allocations of a direction and window.
    SHEET_ROOT,
    /// A trade that a utility has proved to be sealed.
    SEALING_DEPOSIT,
    /// A participant's descriptor.
    DESCRIPTOR,
    /// A signing key that its owner has taken back.
    REVOCATION
}
