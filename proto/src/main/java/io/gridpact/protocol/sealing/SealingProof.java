package io.gridpact.protocol.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.pairing.PairLeaves;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What shows that a revision of a trade belongs into both utilities' lists of a window (PROTOCOL.md, section 5).
///
/// @param sealed the order with all four signatures
/// @param update that made the revision; empty where it is the order itself
/// @param evidence of the update, where there is one
/// @param covers minutes of either utility's journal that hold an attestation or the receipt, for keys that have been
///     revoked since
public record SealingProof(SealedOrder sealed, Optional<SealedUpdate> update, Evidence evidence, List<Logged> covers) {

    /// Minutes that a proof may show beside its evidence: for both attestations of the order and of the update, and for
    /// the receipt.
    public static final int MAX_COVERS = 5;

    public SealingProof {
        covers = List.copyOf(covers);
    }

    /// Where no key has been revoked.
    public SealingProof(SealedOrder sealed, Optional<SealedUpdate> update, Evidence evidence) {
        this(sealed, update, evidence, List.of());
    }

    /// Of the order itself.
    public SealingProof(SealedOrder sealed, Evidence evidence) {
        this(sealed, Optional.empty(), evidence);
    }

    /// What makes the signatures count: either shows that they were complete before gate closure.
    public sealed interface Evidence {}

    /// The seller utility has said that it holds both attestations of the order.
    ///
    /// @param envelope that the receipt was read from
    public record Receipted(Receipt receipt, Envelope envelope) implements Evidence {}

    /// The seller utility has said that it holds both attestations of the update.
    ///
    /// @param envelope that the receipt was read from
    public record UpdateReceipted(UpdateReceipt receipt, Envelope envelope) implements Evidence {}

    /// A statement, as evidence the buyer utility's attestation, stands in a minute of a journal whose root was
    /// logged.
    ///
    /// @param journalRoot that the minute's root was read from
    /// @param logReceipt that its receipt was read from
    /// @param index of the statement in that minute, from 0
    /// @param path siblings from the leaf upward
    public record Logged(LoggedMinute minute, Envelope journalRoot, Envelope logReceipt, long index, List<Digest> path)
            implements Evidence {}

    /// The trade's leaf in the lists of stage `SEALED`.
    public Digest leaf() {
        Digest order = sealed.consented().order().digest();
        return update.map(made -> PairLeaves.sealed(
                        order,
                        made.update().revision(),
                        made.sellerAttestation().attestation().digest(),
                        made.buyerAttestation().attestation().digest()))
                .orElseGet(() -> PairLeaves.sealed(
                        order,
                        0,
                        sealed.sellerAttestation().attestation().digest(),
                        sealed.buyerAttestation().attestation().digest()));
    }

    /// Digest of the buyer utility's attestation of this revision.
    public Digest buyerAttestation() {
        return update.map(made -> made.buyerAttestation().attestation().digest())
                .orElseGet(() -> sealed.buyerAttestation().attestation().digest());
    }

    /// Whether it belongs into lists of the window that begins then: its own, and of a trade that was moved to a later
    /// window also the one that it has left.
    public boolean isOfWindow(Instant start) {
        return update.map(made -> made.update().window().start().equals(start)
                        || made.update().decidedAt().equals(start))
                .orElseGet(() -> sealed.consented().order().window().start().equals(start));
    }
}
