package io.gridpact.protocol.directory;

/// Why a signing key was taken back. Whatever it is, the same follows (PROTOCOL.md, section 4).
public enum RevocationReason {
    /// Somebody else may have the key.
    COMPROMISED,
    /// Nobody has it any more.
    LOST,
    /// Another key has taken its place.
    SUPERSEDED,
    /// The participant signs nothing any more.
    CEASED
}
