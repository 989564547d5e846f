package io.gridpact.protocol.wire;

import io.gridpact.protocol.refusal.Reason;
import java.util.HexFormat;

/// One golden vector: bytes and what everyone must make of them.
///
/// @param folder what the bytes are, and so which parser and rules judge them
/// @param name the situation; the file's name
/// @param bytes a serialised message
/// @param outcome `accepted`, or `refused`, reason and field
record Vector(String folder, String name, byte[] bytes, String outcome) {

    static Vector accepted(String folder, String name, byte[] bytes) {
        return new Vector(folder, name, bytes, "accepted");
    }

    static Vector refused(String folder, String name, byte[] bytes, Reason reason, String field) {
        return new Vector(folder, name, bytes, refusal(reason, field));
    }

    static String refusal(Reason reason, String field) {
        return ("refused " + reason + " " + field).strip();
    }

    String path() {
        return folder + "/" + name + ".txt";
    }

    String text() {
        return "outcome: " + outcome + "\nbytes: " + HexFormat.of().formatHex(bytes) + "\n";
    }

    static Vector read(String folder, String name, String text) {
        String[] lines = text.split("\n");
        return new Vector(
                folder, name, HexFormat.of().parseHex(value(lines[1], "bytes: ")), value(lines[0], "outcome: "));
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key)) {
            throw new IllegalArgumentException("not a vector's line: " + line);
        }
        return line.substring(key.length());
    }

    @Override
    public String toString() {
        return folder + "/" + name;
    }
}
