package io.gridpact.protocol.envelope;

/// Ed25519 signing keys as unencrypted PEM (PKCS#8, RFC 8410), for clients of platforms and meters that hold their own:
/// Node's `createPrivateKey`, OpenSSL and the JDK read it.
public final class SigningKeys {

    private SigningKeys() {}

    /// @param seed 32 bytes
    /// @throws MalformedKeyException if it is not
    public static String toPem(byte[] seed) {
        return KeyPem.plain(KeyPem.Kind.ED25519, seed);
    }

    /// @return the seed, 32 bytes
    /// @throws MalformedKeyException if this is not the PEM of an Ed25519 private key
    public static byte[] fromPem(String pem) {
        return KeyPem.fromPlain(KeyPem.Kind.ED25519, pem);
    }
}
