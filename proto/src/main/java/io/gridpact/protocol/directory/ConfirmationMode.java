package io.gridpact.protocol.directory;

/// When the platforms' consent binds (PROTOCOL.md, section 5).
public enum ConfirmationMode {
    /// A trade waits for both utilities' attestations.
    BLOCKING,
    /// The platforms' consent confirms; utilities attest when reached.
    NON_BLOCKING
}
