package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.Checkpoint;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A key as C2SP `signed-note` names it.
///
/// @param name who it is; for a log its origin; without spaces and plus signs
/// @param key an Ed25519 key, note signature type 0x01
public record NoteVerifier(String name, PublicKey key) {

    /// First bytes of the hash, which tell keys of one name apart; no more than a hint.
    static final int KEY_HASH_BYTES = 4;

    private static final byte ED25519_TYPE = 1;
    private static final HexFormat HEX = HexFormat.of();

    /// @throws IllegalArgumentException if this cannot be a name
    public NoteVerifier {
        if (!Checkpoint.isName(name)) {
            throw new IllegalArgumentException("name: not a name without spaces and plus signs");
        }
    }

    /// Reads the form that [#text()] writes, and only it.
    ///
    /// @throws IllegalArgumentException if it is another, or the key is malformed ([MalformedKeyException])
    public static NoteVerifier parse(String text) {
        // Base64 has plus signs of its own: only the first two divide.
        String[] parts = text.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not <name>+<hash>+<key>");
        }
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length == 0 || typed[0] != ED25519_TYPE) {
            throw new IllegalArgumentException("not an Ed25519 note key");
        }
        PublicKey key = PublicKey.ed25519(Arrays.copyOfRange(typed, 1, typed.length));
        NoteVerifier verifier = new NoteVerifier(parts[0], key);
        if (!verifier.text().equals(text)) {
            throw new IllegalArgumentException("a key hash or encoding that is not this key's");
        }
        return verifier;
    }

    /// `<name>+<hex key hash>+<base64(0x01 ‖ public key)>`.
    public String text() {
        return name + "+" + HEX.formatHex(keyHash()) + "+" + Base64.getEncoder().encodeToString(typedKey());
    }

    /// The first 4 bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key).
    public byte[] keyHash() {
        byte[] hash = Hash.sha256(Hash.utf8(name + "\n"), typedKey()).bytes();
        return Arrays.copyOf(hash, KEY_HASH_BYTES);
    }

    private byte[] typedKey() {
        byte[] bytes = key.bytes();
        byte[] typed = new byte[bytes.length + 1];
        typed[0] = ED25519_TYPE;
        System.arraycopy(bytes, 0, typed, 1, bytes.length);
        return typed;
    }
}
