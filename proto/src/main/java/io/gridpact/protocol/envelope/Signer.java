package io.gridpact.protocol.envelope;

/// Where a private key is used, and the only thing that is ever done with it. Thread-safe.
public interface Signer {

    /// The key that what is signed here verifies under.
    PublicKey publicKey();

    /// @return the signature of exactly these bytes; for Ed25519 64 bytes, the same each time
    byte[] sign(byte[] message);
}
