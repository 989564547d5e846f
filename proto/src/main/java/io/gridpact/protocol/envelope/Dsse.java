package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The bytes that a signature of a payload covers (DSSE v1).
public final class Dsse {

    private static final String VERSION = "DSSEv1";

    private Dsse() {}

    /// `DSSEv1` SP length SP type SP length SP payload; lengths in decimal, of bytes, of the type's UTF-8.
    public static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
        byte[] type = Hash.utf8(payloadType);
        ByteArrayOutputStream encoding = new ByteArrayOutputStream(type.length + payload.length + 32);
        encoding.writeBytes((VERSION + " " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoding.writeBytes(type);
        encoding.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoding.writeBytes(payload);
        return encoding.toByteArray();
    }

    /// A signed thing's identity: SHA-256 of its pre-authentication encoding (PROTOCOL.md, section 3).
    public static Digest digest(String payloadType, byte[] payload) {
        return Hash.sha256(preAuthenticationEncoding(payloadType, payload));
    }
}
