package io.gridpact.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Verdict;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A golden vector that is one situation: lines of `key: value`, first the situation as a comment; the file's name is
/// the same with dashes. A key may come several times. Digests and bytes are in hex, instants in epoch milliseconds,
/// the parts of a value divided by spaces.
public final class VectorFile {

    private static final String RENEWED = "# Ours; renewed by: mvn -pl proto -am test -Dvectors.write=true\n";

    private final StringBuilder content = new StringBuilder();

    private VectorFile() {}

    public static VectorFile of(String situation) {
        VectorFile file = new VectorFile();
        file.content.append("# ").append(situation).append('\n').append(RENEWED);
        return file;
    }

    public VectorFile with(String key, Object... parts) {
        content.append(key).append(':');
        for (Object part : parts) {
            content.append(' ').append(text(part));
        }
        content.append('\n');
        return this;
    }

    /// Compares with the file of that name in the folder, or writes it.
    public void check(String folder, String situation) {
        Vectors.check(folder + "/" + situation.replace(",", "").replace(' ', '-') + ".txt", content.toString());
    }

    /// The values of a key in a file, each split into its parts.
    public static List<List<String>> values(String file, String key) {
        List<List<String>> values = new ArrayList<>();
        for (String line : Vectors.text(file).lines().toList()) {
            if (line.startsWith(key + ":")) {
                String value = line.substring(key.length() + 1).strip();
                values.add(value.isEmpty() ? List.of() : List.of(value.split(" ", -1)));
            }
        }
        return values;
    }

    /// The only value of a key that has one part.
    public static String value(String file, String key) {
        List<List<String>> values = values(file, key);
        assertThat(values).as("%s in %s", key, file).hasSize(1);
        assertThat(values.getFirst()).as("%s in %s", key, file).hasSize(1);
        return values.getFirst().getFirst();
    }

    /// How a vector says what a rule says.
    public static String outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> "accepted";
            case Verdict.Refused refused ->
                refused.refusal().reason() + " " + refused.refusal().field();
        };
    }

    private static String text(Object part) {
        return switch (part) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Digest digest -> digest.hex();
            case java.time.Instant instant -> Long.toString(instant.toEpochMilli());
            default -> part.toString();
        };
    }
}
