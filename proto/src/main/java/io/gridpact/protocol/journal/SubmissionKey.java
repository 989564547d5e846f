package io.gridpact.protocol.journal;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.Instants;
import java.time.Instant;

/// What a sender may state once: the first statement under a sender, kind and key counts, a different second one is
/// equivocation (PROTOCOL.md, section 9). Instants are epoch milliseconds in decimal; ids hold no `|`.
public final class SubmissionKey {

    private SubmissionKey() {}

    /// `<minute>`.
    public static String journal(Instant minute) {
        return millis(minute);
    }

    /// `<first>|<second>|<window start>|<stage>|<number>`, where first and second are the two ids in the order of their
    /// characters.
    public static String pair(String utility, String peer, Instant windowStart, PairStage stage, long number) {
        boolean inOrder = utility.compareTo(peer) <= 0;
        String first = inOrder ? utility : peer;
        String second = inOrder ? peer : utility;
        return String.join("|", first, second, millis(windowStart), stage.name(), Long.toString(number));
    }

    /// `<direction>|<window start>|<revision>`.
    public static String sheet(Direction direction, Instant windowStart, long revision) {
        return String.join("|", direction.name(), millis(windowStart), Long.toString(revision));
    }

    /// `<first>|<second>|<window start>|<leaf>`, the two ids in the order of their characters, the leaf in hex.
    public static String deposit(String utility, String peer, Instant windowStart, Digest leaf) {
        boolean inOrder = utility.compareTo(peer) <= 0;
        return String.join("|", inOrder ? utility : peer, inOrder ? peer : utility, millis(windowStart), leaf.hex());
    }

    /// `<revision>` of a participant's descriptor.
    public static String descriptor(long revision) {
        return Long.toString(revision);
    }

    /// `<key id>`, in hex.
    public static String revocation(KeyId keyId) {
        return keyId.hex();
    }

    private static String millis(Instant instant) {
        return Long.toString(Instants.requireMillis(instant).toEpochMilli());
    }
}
