package io.gridpact.deploy.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/// What happened in a run: its digest is the same whenever the run is, and its end is for people.
final class Trace {

    private static final int KEPT_LINES = 4_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final MessageDigest digest = sha256();
    private long count;

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    void line(Instant at, String text) {
        String line = at + " " + text;
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        count++;
        lines.addLast(line);
        if (lines.size() > KEPT_LINES) {
            lines.removeFirst();
        }
    }

    long count() {
        return count;
    }

    /// Of all lines so far. Ends it.
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    List<String> lastLines(int most) {
        return lines.stream().skip(Math.max(0, lines.size() - most)).toList();
    }
}
