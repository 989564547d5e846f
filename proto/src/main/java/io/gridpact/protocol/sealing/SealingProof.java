package io.gridpact.protocol.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.pairing.PairLeaves;
import java.util.List;

/// What shows that a trade belongs into both utilities' lists of its window (PROTOCOL.md, section 5).
///
/// @param sealed the order with all four signatures
public record SealingProof(SealedOrder sealed, Evidence evidence) {

    /// What makes four signatures count: either shows that they were complete before gate closure.
    public sealed interface Evidence {}

    /// The seller utility has said that it holds both attestations.
    ///
    /// @param envelope that the receipt was read from
    public record Receipted(Receipt receipt, Envelope envelope) implements Evidence {}

    /// The buyer utility's attestation stands in a minute of its journal whose root was logged.
    ///
    /// @param journalRoot that the minute's root was read from
    /// @param logReceipt that its receipt was read from
    /// @param index of the attestation in that minute, from 0
    /// @param path siblings from the leaf upward
    public record Logged(LoggedMinute minute, Envelope journalRoot, Envelope logReceipt, long index, List<Digest> path)
            implements Evidence {}

    /// The trade's leaf in the lists of stage `SEALED`.
    public Digest leaf() {
        return PairLeaves.sealed(
                sealed.consented().order().digest(),
                0,
                sealed.sellerAttestation().attestation().digest(),
                sealed.buyerAttestation().attestation().digest());
    }
}
