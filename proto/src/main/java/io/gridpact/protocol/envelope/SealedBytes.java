package io.gridpact.protocol.envelope;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What [Hpke] sealed for one recipient. As it came: whether it opens is found out by opening it.
///
/// @param encapsulatedKey 32 bytes for X25519; not to be changed
/// @param ciphertext 16 bytes longer than the plaintext; not to be changed
public record SealedBytes(byte[] encapsulatedKey, byte[] ciphertext) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SealedBytes sealed
                && Arrays.equals(encapsulatedKey, sealed.encapsulatedKey)
                && Arrays.equals(ciphertext, sealed.ciphertext);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(encapsulatedKey) + Arrays.hashCode(ciphertext);
    }

    @Override
    public String toString() {
        return "SealedBytes[encapsulatedKey=" + HexFormat.of().formatHex(encapsulatedKey) + ", " + ciphertext.length
                + " bytes]";
    }
}
