package io.gridpact.protocol.directory;

/// What stands in for a reading that is missing at its deadline (PROTOCOL.md, section 6).
public enum MissingReadingFallback {
    /// Injection 0; consumption the sum of the caps.
    NOTHING_INJECTED_ALL_CONSUMED
}
