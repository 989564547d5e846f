package io.gridpact.protocol.envelope;

import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// An Ed25519 key held in memory.
public final class InMemorySigner implements Signer {

    /// Length of the seed that an Ed25519 key is made from (RFC 8032 calls it the private key).
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final Ed25519PrivateKeyParameters privateKey;
    private final PublicKey publicKey;

    private InMemorySigner(byte[] seed) {
        this.privateKey = new Ed25519PrivateKeyParameters(seed);
        this.publicKey = PublicKey.ed25519(privateKey.generatePublicKey().getEncoded());
    }

    /// A new key.
    public static InMemorySigner generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new InMemorySigner(seed);
    }

    /// @throws MalformedKeyException if the seed is not 32 bytes
    public static InMemorySigner ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new MalformedKeyException(Reason.WRONG_LENGTH, "a seed of " + seed.length + " bytes");
        }
        return new InMemorySigner(seed);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[PublicKey.ED25519_SIGNATURE_BYTES];
        privateKey.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return signature;
    }

    /// For whoever writes the key to a file.
    byte[] seed() {
        return privateKey.getEncoded();
    }
}
