package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import java.util.Base64;

/// What a log says of itself at one size: the body of a C2SP `tlog-checkpoint`. Signed as a note in `envelope`.
///
/// @param origin the log's name, unique among logs: 1 to [#MAX_ORIGIN_CHARACTERS] printable characters, no space or
/// plus, so that it is a valid key name of its note and never the beginning of a DSSE encoding
/// @param size leaves of the tree, not negative
/// @param root the tree's RFC 6962 root
public record Checkpoint(String origin, long size, Digest root) {

    /// Characters an origin may have.
    public static final int MAX_ORIGIN_CHARACTERS = 255;

    private static final int LINES = 3;

    /// @throws IllegalArgumentException if the origin or size is not as said above
    public Checkpoint {
        if (!isName(origin)) {
            throw new IllegalArgumentException("origin: not a name without spaces and plus signs");
        }
        if (size < 0) {
            throw new IllegalArgumentException("size: negative");
        }
    }

    /// Whether this may name a log or a note's key.
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_ORIGIN_CHARACTERS
                && name.codePoints().noneMatch(Checkpoint::isForbiddenInName);
    }

    private static boolean isForbiddenInName(int character) {
        return character == '+'
                || Character.isISOControl(character)
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.SURROGATE;
    }

    /// Three lines: origin, size in decimal, root in base64; each ends in a newline.
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
    }

    /// The checkpoint whose text this is, to the byte. Extension lines, which the format allows and advises against,
    /// are refused.
    ///
    /// @throws IllegalArgumentException otherwise
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != LINES + 1) {
            throw new IllegalArgumentException("a checkpoint has three lines");
        }
        Checkpoint checkpoint = new Checkpoint(
                lines[0],
                Long.parseLong(lines[1]),
                Digest.of(Base64.getDecoder().decode(lines[2])));
        if (!checkpoint.text().equals(text)) {
            throw new IllegalArgumentException("a checkpoint that is written otherwise");
        }
        return checkpoint;
    }
}
