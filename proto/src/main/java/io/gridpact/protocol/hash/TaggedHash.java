package io.gridpact.protocol.hash;

import io.gridpact.protocol.quantity.Instants;
import java.security.MessageDigest;
import java.time.Instant;

/// `H(tag, f…)`: SHA-256 over, for the tag and then each field, a 4-byte big-endian length and the bytes
/// (PROTOCOL.md, section 3). The lengths make it injective: no two lists of fields give the same input.
///
/// One use: fields in order, then [#finish()]. Not thread-safe.
public final class TaggedHash {

    private final MessageDigest sha256 = Hash.newSha256();
    private boolean finished;

    TaggedHash(String thing) {
        if (thing.isEmpty()) {
            throw new IllegalArgumentException("a tag names a thing");
        }
        text("gridpact/" + thing + "/v1");
    }

    public TaggedHash bytes(byte[] field) {
        if (finished) {
            throw new IllegalStateException("already finished");
        }
        length(field.length);
        sha256.update(field);
        return this;
    }

    /// The digest's 32 bytes.
    public TaggedHash digest(Digest field) {
        return bytes(field.bytes());
    }

    /// Its UTF-8.
    ///
    /// @throws IllegalArgumentException on a lone surrogate
    public TaggedHash text(String field) {
        return bytes(Hash.utf8(field));
    }

    /// 8 bytes, big-endian, two's complement.
    public TaggedHash integer(long field) {
        return bytes(bigEndian(field));
    }

    /// Epoch milliseconds as an integer.
    ///
    /// @throws IllegalArgumentException if it is not a whole millisecond
    public TaggedHash instant(Instant field) {
        return integer(Instants.requireMillis(field).toEpochMilli());
    }

    /// The UTF-8 of its name, never its ordinal.
    public TaggedHash name(Enum<?> field) {
        return text(field.name());
    }

    /// @throws IllegalStateException on a second call
    public Digest finish() {
        if (finished) {
            throw new IllegalStateException("already finished");
        }
        finished = true;
        return Digest.of(sha256.digest());
    }

    private void length(int length) {
        sha256.update((byte) (length >>> 24));
        sha256.update((byte) (length >>> 16));
        sha256.update((byte) (length >>> 8));
        sha256.update((byte) length);
    }

    private static byte[] bigEndian(long value) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (value >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        return bytes;
    }
}
