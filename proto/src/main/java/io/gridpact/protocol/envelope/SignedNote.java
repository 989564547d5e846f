package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.Checkpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A text and who signed it, as C2SP `signed-note` writes it: how checkpoints travel.
///
/// @param text ends in a newline and has no other control characters
/// @param signatures one for each name and key, 1 to [#MAX_SIGNATURES]; none is believed yet
public record SignedNote(String text, List<Line> signatures) {

    /// Signatures that a note may have.
    public static final int MAX_SIGNATURES = 64;

    /// Characters that a whole note may have.
    public static final int MAX_CHARACTERS = 65_536;

    private static final String SIGNATURE_MARK = "— ";

    /// One signature line.
    ///
    /// @param name of the key
    /// @param keyHash 4 bytes; not to be changed
    /// @param sig the signature's bytes; not to be changed
    public record Line(String name, byte[] keyHash, byte[] sig) {

        /// @throws IllegalArgumentException if this cannot be a signature line
        public Line {
            if (!Checkpoint.isName(name) || keyHash.length != NoteVerifier.KEY_HASH_BYTES || sig.length == 0) {
                throw new IllegalArgumentException("not a signature line");
            }
        }

        private static Line parse(String line) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 3 || !line.startsWith(SIGNATURE_MARK)) {
                throw new IllegalArgumentException("not a signature line");
            }
            byte[] bytes = Base64.getDecoder().decode(parts[2]);
            if (bytes.length <= NoteVerifier.KEY_HASH_BYTES) {
                throw new IllegalArgumentException("a signature line without a signature");
            }
            byte[] keyHash = Arrays.copyOf(bytes, NoteVerifier.KEY_HASH_BYTES);
            return new Line(parts[1], keyHash, Arrays.copyOfRange(bytes, NoteVerifier.KEY_HASH_BYTES, bytes.length));
        }

        private String text() {
            byte[] bytes = Arrays.copyOf(keyHash, keyHash.length + sig.length);
            System.arraycopy(sig, 0, bytes, keyHash.length, sig.length);
            return SIGNATURE_MARK + name + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
        }

        private String keyName() {
            return name + "+" + HexFormat.of().formatHex(keyHash);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Line line
                    && name.equals(line.name)
                    && Arrays.equals(keyHash, line.keyHash)
                    && Arrays.equals(sig, line.sig);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Arrays.hashCode(sig);
        }
    }

    /// @throws IllegalArgumentException if text or signatures are not as said above
    public SignedNote {
        signatures = List.copyOf(signatures);
        Hash.utf8(text);
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("not a note's text");
        }
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException("a note has 1 to " + MAX_SIGNATURES + " signatures");
        }
        Set<String> keys = new HashSet<>();
        if (!signatures.stream().allMatch(line -> keys.add(line.keyName()))) {
            throw new IllegalArgumentException("two signatures of one key");
        }
    }

    /// Signs a text under the name. A text is never a pre-authentication encoding (which begins `DSSEv1 `), so no
    /// signature of a note is one of an envelope.
    ///
    /// @throws IllegalArgumentException if the text cannot be a note's
    public static SignedNote sign(String name, String text, Signer signer) {
        return new SignedNote(text, List.of(line(name, text, signer)));
    }

    /// A log signs its checkpoint under its origin.
    public static SignedNote sign(Checkpoint checkpoint, Signer signer) {
        return sign(checkpoint.origin(), checkpoint.text(), signer);
    }

    /// The same note with one more signature.
    ///
    /// @throws IllegalArgumentException if that key has signed it before
    public SignedNote cosign(String name, Signer signer) {
        List<Line> more = new ArrayList<>(signatures);
        more.add(line(name, text, signer));
        return new SignedNote(text, more);
    }

    /// Reads a note that is written exactly as [#render()] writes it.
    ///
    /// @throws IllegalArgumentException for any other
    public static SignedNote parse(String note) {
        int blankLine = note.lastIndexOf("\n\n");
        if (blankLine < 0 || note.length() > MAX_CHARACTERS || !note.endsWith("\n")) {
            throw new IllegalArgumentException("not a signed note");
        }
        List<Line> lines =
                note.substring(blankLine + 2).lines().map(Line::parse).toList();
        SignedNote parsed = new SignedNote(note.substring(0, blankLine + 1), lines);
        if (!parsed.render().equals(note)) {
            throw new IllegalArgumentException("a note that is written otherwise");
        }
        return parsed;
    }

    /// The text, an empty line, and a line for each signature.
    public String render() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(line -> note.append(line.text()));
        return note.toString();
    }

    /// Whether that key signed the text under that name, by the one rule of [PublicKey#verify(byte\[\], byte\[\])].
    /// Signatures of other keys change nothing.
    public boolean isSignedBy(NoteVerifier verifier) {
        byte[] keyHash = verifier.keyHash();
        return signatures.stream()
                .filter(line -> line.name().equals(verifier.name()) && Arrays.equals(line.keyHash(), keyHash))
                .anyMatch(line -> verifier.key().verify(Hash.utf8(text), line.sig()));
    }

    private static Line line(String name, String text, Signer signer) {
        if (text.startsWith("DSSEv1 ")) {
            throw new IllegalArgumentException("a note that could be an envelope's encoding");
        }
        byte[] keyHash = new NoteVerifier(name, signer.publicKey()).keyHash();
        return new Line(name, keyHash, signer.sign(Hash.utf8(text)));
    }
}
