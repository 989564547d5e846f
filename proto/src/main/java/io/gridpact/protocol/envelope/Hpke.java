package io.gridpact.protocol.envelope;

import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// Seals customer openings for a utility (PROTOCOL.md, section 5): HPKE (RFC 9180), base mode, single shot, with
/// DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001 and ChaCha20Poly1305 0x0003; `info` is [#INFO].
public final class Hpke {

    /// HPKE's `info`, as UTF-8.
    public static final String INFO = "gridpact/opening/v1";

    private Hpke() {}

    /// @param recipientPublicKey X25519, 32 bytes
    /// @param aad what the sealing is bound to; whoever opens it must name the same
    /// @param random for the ephemeral key
    /// @throws MalformedKeyException if the recipient's key is not 32 bytes or of small order
    public static SealedBytes seal(byte[] recipientPublicKey, byte[] aad, byte[] plaintext, SecureRandom random) {
        return seal(recipientPublicKey, infoBytes(), aad, plaintext, random);
    }

    /// @throws OpeningDamagedException if this was not sealed for this key with this `aad`, or is not as it was sealed
    public static byte[] open(HpkePrivateKey key, SealedBytes sealed, byte[] aad) throws OpeningDamagedException {
        return open(key, infoBytes(), sealed, aad);
    }

    static SealedBytes seal(byte[] recipientPublicKey, byte[] info, byte[] aad, byte[] plaintext, SecureRandom random) {
        if (recipientPublicKey.length != HpkePrivateKey.BYTES) {
            throw new MalformedKeyException(Reason.WRONG_LENGTH, recipientPublicKey.length + " bytes");
        }
        X25519PublicKeyParameters recipient = new X25519PublicKeyParameters(recipientPublicKey);
        try {
            HPKEContextWithEncapsulation context = suite().setupBaseS(
                            recipient, info, HpkePrivateKey.generate(random).keyPair());
            return new SealedBytes(context.getEncapsulation(), context.seal(aad, plaintext));
        } catch (IllegalStateException allZeroSecret) {
            throw new MalformedKeyException(Reason.NOT_A_POINT_OR_OF_SMALL_ORDER, "an X25519 key", allZeroSecret);
        } catch (InvalidCipherTextException impossible) {
            throw new IllegalStateException("sealing does not authenticate", impossible);
        }
    }

    static byte[] open(HpkePrivateKey key, byte[] info, SealedBytes sealed, byte[] aad) throws OpeningDamagedException {
        if (sealed.encapsulatedKey().length != HpkePrivateKey.BYTES) {
            throw new OpeningDamagedException("encapsulated key of " + sealed.encapsulatedKey().length + " bytes");
        }
        try {
            return suite().setupBaseR(sealed.encapsulatedKey(), key.keyPair(), info)
                    .open(aad, sealed.ciphertext());
        } catch (InvalidCipherTextException | IllegalStateException damaged) {
            // Bouncy Castle throws the second for an encapsulated key of small order.
            throw new OpeningDamagedException("does not open", damaged);
        }
    }

    /// Made anew for each use: Bouncy Castle does not promise that one may be shared between threads.
    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }

    private static byte[] infoBytes() {
        return INFO.getBytes(StandardCharsets.UTF_8);
    }
}
