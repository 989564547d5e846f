package io.gridpact.protocol.directory;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// An encoded X25519 public key that openings are sealed to (RFC 9180).
public final class HpkeKey {

    /// Length of every key.
    public static final int BYTES = 32;

    private final byte[] bytes;

    /// @throws IllegalArgumentException if there are not exactly 32
    public HpkeKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an X25519 key has " + BYTES + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /// A copy.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HpkeKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
