package io.gridpact.protocol.hash;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, plain and tagged.
public final class Hash {

    private Hash() {}

    /// SHA-256 of the parts, one after the other. Without tag or lengths: only for what a published format fixes
    /// (DSSE digests, RFC 6962); everything else is [#tagged(String)].
    public static Digest sha256(byte[]... parts) {
        MessageDigest sha256 = newSha256();
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return Digest.of(sha256.digest());
    }

    /// Begins `H(tag, f…)` (PROTOCOL.md, section 3).
    ///
    /// @param thing what is hashed, as in `order`; the tag is then `gridpact/order/v1`
    public static TaggedHash tagged(String thing) {
        return new TaggedHash(thing);
    }

    /// UTF-8, refusing what has none: the JDK's own encoding would turn every lone surrogate into the same `?`.
    ///
    /// @throws IllegalArgumentException on a lone surrogate
    public static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw new IllegalArgumentException("not encodable as UTF-8", loneSurrogate);
        }
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
