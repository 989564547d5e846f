package io.gridpact.protocol.envelope;

import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import io.gridpact.protocol.hash.Hash;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A fully validated public key, parsed once. Immutable and thread-safe (PROTOCOL.md, section 3).
public final class PublicKey {

    /// Length of an Ed25519 public key.
    public static final int ED25519_BYTES = Ed25519.PUBLIC_KEY_SIZE;

    /// Length of an Ed25519 signature.
    public static final int ED25519_SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

    private static final ParsedKeys PARSED = new ParsedKeys();

    private final KeyAlgorithm algorithm;
    private final byte[] bytes;
    private final Ed25519.PublicPoint point;
    private final KeyId id;

    private PublicKey(KeyAlgorithm algorithm, byte[] bytes, Ed25519.PublicPoint point) {
        this.algorithm = algorithm;
        this.bytes = bytes;
        this.point = point;
        this.id = new KeyId(Hash.tagged("key").name(algorithm).bytes(bytes).finish());
    }

    /// @throws MalformedKeyException if these bytes are no key of that algorithm
    public static PublicKey of(KeyAlgorithm algorithm, byte[] bytes) {
        return switch (algorithm) {
            case ED25519 -> ed25519(bytes);
        };
    }

    /// Accepts the canonical encoding of a point of prime order and nothing else. Bytes that were accepted lately give
    /// the same key at once.
    ///
    /// @param bytes 32 bytes (RFC 8032, section 5.1.2)
    /// @throws MalformedKeyException with the first [Reason] that applies
    public static PublicKey ed25519(byte[] bytes) {
        if (bytes.length != ED25519_BYTES) {
            throw new MalformedKeyException(Reason.WRONG_LENGTH, bytes.length + " bytes");
        }
        return PARSED.find(bytes).orElseGet(() -> validated(bytes.clone()));
    }

    private static PublicKey validated(byte[] copy) {
        if (!Ed25519.validatePublicKeyPartial(copy, 0)) {
            throw new MalformedKeyException(
                    Reason.NOT_A_POINT_OR_OF_SMALL_ORDER, HexFormat.of().formatHex(copy));
        }
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(copy, 0);
        if (point == null) {
            throw new MalformedKeyException(
                    Reason.NOT_IN_PRIME_ORDER_SUBGROUP, HexFormat.of().formatHex(copy));
        }
        PublicKey key = new PublicKey(KeyAlgorithm.ED25519, copy, point);
        PARSED.remember(key);
        return key;
    }

    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    public KeyId id() {
        return id;
    }

    /// A copy of the encoded key.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The one verification rule (PROTOCOL.md, section 3): a signature of 64 bytes `R ‖ S`, where `S` is less
    /// than the group order L, `R` is the canonical encoding of a point of the curve, and the cofactored
    /// equation `8·S·B = 8·R + 8·k·A` holds with `k` from the bytes as they came. `R` may have a small-order
    /// part or be of small order; only the key's holder can make such a signature, and everyone accepts it
    /// alike.
    ///
    /// @return false for anything else, whatever its length
    public boolean verify(byte[] message, byte[] signature) {
        return switch (algorithm) {
            case ED25519 ->
                signature.length == ED25519_SIGNATURE_BYTES
                        && Ed25519.verify(signature, 0, point, message, 0, message.length);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && algorithm == key.algorithm && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + " " + HexFormat.of().formatHex(bytes);
    }
}
