package io.gridpact.protocol.directory;

/// How money moves (PROTOCOL.md, section 11).
public enum SettlementMode {
    /// Buyer pays seller through their platforms.
    DIRECT,
    /// The utilities collect, and net a period into one transfer.
    UTILITY_COLLECTED
}
