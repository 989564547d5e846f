package io.gridpact.protocol.envelope;

/// The signature schemes a key can name. Keys name theirs, so that another can stand beside it (PROTOCOL.md, section
/// 3). Names are part of every key id and never change.
public enum KeyAlgorithm {
    /// RFC 8032, verified by the one rule of [PublicKey#verify(byte\[\], byte\[\])].
    ED25519
}
