package io.gridpact.protocol.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.List;

/// Shows when a reading that a utility signed in its meter's place was logged (PROTOCOL.md, section 6).
///
/// @param reading digest of the signed reading
/// @param journalRoot that the minute's root was read from
/// @param logReceipt that its receipt was read from
/// @param index of the reading in that minute, from 0
/// @param path siblings from the leaf upward
public record LoggedReading(
        Digest reading, LoggedMinute minute, Envelope journalRoot, Envelope logReceipt, long index, List<Digest> path) {

    public Instant loggedAt() {
        return minute.receipt().loggedAt();
    }

    /// Whether that utility's journal holds the reading in a minute that the receipt is for. The signatures, of the
    /// utility on the root and of the arbiter on the receipt, are the caller's matter.
    public Verdict verify(String utility) {
        return Verdict.require(
                        minute.root().utility().equals(utility),
                        Reason.INVALID_PROOF,
                        "root.journal_root.utility",
                        "another utility's journal")
                .then(minute::verify)
                .then(() -> Verdict.require(
                        minute.holds(reading, index, path),
                        Reason.INVALID_PROOF,
                        "path",
                        "does not lead to the minute's root"));
    }
}
