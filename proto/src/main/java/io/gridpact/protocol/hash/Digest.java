package io.gridpact.protocol.hash;

import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256 digest: 32 bytes, immutable, ordered as unsigned bytes.
public final class Digest implements Comparable<Digest> {

    /// Length of every digest.
    public static final int BYTES = 32;

    /// Hex characters of [#prefix()], enough to find a digest in a log and too few to be one.
    private static final int PREFIX_CHARACTERS = 8;

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] value;

    private Digest(byte[] value) {
        this.value = value;
    }

    /// Copies the bytes.
    ///
    /// @throws IllegalArgumentException if there are not exactly 32
    public static Digest of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a digest has " + BYTES + " bytes, not " + bytes.length);
        }
        return new Digest(bytes.clone());
    }

    /// @throws IllegalArgumentException if this is not 64 hex characters
    public static Digest ofHex(String hex) {
        return of(HEX.parseHex(hex));
    }

    /// A copy.
    public byte[] bytes() {
        return value.clone();
    }

    /// 64 lower-case hex characters.
    public String hex() {
        return HEX.formatHex(value);
    }

    /// The first 8 hex characters, for logs.
    public String prefix() {
        return HEX.formatHex(value, 0, PREFIX_CHARACTERS / 2);
    }

    /// @param index 0 to 255, counted from the most significant bit of the first byte
    public boolean bit(int index) {
        return (value[index >>> 3] & (0x80 >>> (index & 7))) != 0;
    }

    @Override
    public int compareTo(Digest other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(value, digest.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
