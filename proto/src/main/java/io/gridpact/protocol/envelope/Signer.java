package io.gridpact.protocol.envelope;

/// Where a private key is used, and the only thing that is ever done with it. Thread-safe.
public interface Signer {

    /// The key that what is signed here now verifies under.
    PublicKey publicKey();

    /// The one key that makes a signature, from its name to its last byte: a signer may change its key between two
    /// calls, but not within one of them.
    default Signer chosen() {
        return this;
    }

    /// @return the signature of exactly these bytes; for Ed25519 64 bytes, the same each time
    byte[] sign(byte[] message);
}
