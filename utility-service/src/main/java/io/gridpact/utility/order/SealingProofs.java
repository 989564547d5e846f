package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.List;

/// Shows a peer when this utility's attestations of a window were logged (PROTOCOL.md, section 5).
///
/// @param minutes every minute that a path leads to
/// @param paths one for each attestation
record SealingProofs(Instant windowStart, List<Minute> minutes, List<Path> paths) {

    /// A minute of the sender's journal with the arbiter's receipt for its root.
    record Minute(Envelope journalRoot, Digest treeRoot, long treeSize, Envelope logReceipt) {}

    /// Where an attestation stands in such a minute.
    record Path(Digest order, Digest attestation, Instant minute, long index, List<Digest> siblings) {}
}
