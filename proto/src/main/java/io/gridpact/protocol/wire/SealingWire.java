package io.gridpact.protocol.wire;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.RangeSummary;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.trade.v1.LoggedAttestation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proofs of sealing and ranges of lists, to `gridpact.status.v1` and back (PROTOCOL.md, sections 5 and 8). A malformed
/// one is `INVALID_PROOF`.
public final class SealingWire {

    /// Hashes on the way from a statement to its minute's root.
    public static final int MAX_PATH_HASHES = 40;

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    private SealingWire() {}

    /// Reads a proof; nothing is verified.
    ///
    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static SealingProof proof(io.gridpact.trade.v1.SealingProof message) {
        Strict.requireKnown(message, PROOF);
        Optional<SealedUpdate> update = message.hasUpdate()
                ? Optional.of(UpdateWire.sealed(message.getUpdate(), PROOF.in("update")))
                : Optional.empty();
        PROOF.count("covers", message.getCoversCount(), 0, SealingProof.MAX_COVERS);
        List<SealingProof.Logged> covers = new ArrayList<>(message.getCoversCount());
        for (int i = 0; i < message.getCoversCount(); i++) {
            covers.add(logged(message.getCovers(i), PROOF.in(Fields.element("covers", i))));
        }
        return new SealingProof(
                SealedOrderWire.fromMessage(message.getSealedOrder()), update, evidence(message), covers);
    }

    public static io.gridpact.trade.v1.SealingProof toMessage(SealingProof proof) {
        io.gridpact.trade.v1.SealingProof.Builder message = io.gridpact.trade.v1.SealingProof.newBuilder()
                .setSealedOrder(SealedOrderWire.toMessage(proof.sealed()))
                .addAllCovers(
                        proof.covers().stream().map(SealingWire::toMessage).toList());
        proof.update().ifPresent(update -> message.setUpdate(UpdateWire.toMessage(update)));
        return switch (proof.evidence()) {
            case SealingProof.Receipted receipted ->
                message.setReceipt(EnvelopeWire.toMessage(receipted.envelope())).build();
            case SealingProof.UpdateReceipted receipted ->
                message.setReceipt(EnvelopeWire.toMessage(receipted.envelope())).build();
            case SealingProof.Logged logged ->
                message.setLoggedAttestation(toMessage(logged)).build();
        };
    }

    /// A stored proof.
    public static SealingProof parse(byte[] encoded, Fields at) {
        return proof(Strict.parse(io.gridpact.trade.v1.SealingProof.parser(), encoded, at));
    }

    public static byte[] encode(SealingProof proof) {
        return toMessage(proof).toByteArray();
    }

    private static SealingProof.Evidence evidence(io.gridpact.trade.v1.SealingProof message) {
        return switch (message.getEvidenceCase()) {
            case RECEIPT -> {
                Fields at = PROOF.in("receipt");
                Envelope envelope = EnvelopeWire.fromMessage(message.getReceipt(), at);
                yield message.hasUpdate()
                        ? new SealingProof.UpdateReceipted(UpdateWire.receipt(envelope, at), envelope)
                        : new SealingProof.Receipted(AttestationWire.receipt(envelope, at), envelope);
            }
            case LOGGED_ATTESTATION -> logged(message.getLoggedAttestation(), PROOF.in("logged_attestation"));
            case EVIDENCE_NOT_SET -> throw PROOF.refused("evidence", "missing");
        };
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static SealingProof.Logged logged(LoggedAttestation message, Fields at) {
        at.count("path", message.getPathCount(), 0, MAX_PATH_HASHES);
        Envelope journalRoot = EnvelopeWire.fromMessage(message.getJournalRoot(), at.in("journal_root"));
        Envelope logReceipt = EnvelopeWire.fromMessage(message.getLogReceipt(), at.in("log_receipt"));
        LoggedMinute minute = new LoggedMinute(
                StatementWire.journalRoot(journalRoot, at.in("journal_root")),
                at.digest("tree_root", message.getTreeRoot()),
                message.getTreeSize(),
                StatementWire.logReceipt(logReceipt, at.in("log_receipt")));
        List<Digest> path = at.digests("path", message.getPathList());
        return new SealingProof.Logged(minute, journalRoot, logReceipt, message.getIndex(), path);
    }

    public static LoggedAttestation toMessage(SealingProof.Logged logged) {
        return LoggedAttestation.newBuilder()
                .setJournalRoot(EnvelopeWire.toMessage(logged.journalRoot()))
                .setTreeRoot(EnvelopeWire.bytes(logged.minute().treeRoot()))
                .setTreeSize(logged.minute().treeSize())
                .setLogReceipt(EnvelopeWire.toMessage(logged.logReceipt()))
                .setIndex(logged.index())
                .addAllPath(logged.path().stream().map(EnvelopeWire::bytes).toList())
                .build();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static LeafRange range(io.gridpact.status.v1.LeafRange message, Fields at) {
        int depth = at.between("depth", message.getDepth(), 0, LeafRange.MAX_DEPTH);
        try {
            return new LeafRange(depth, at.digest("prefix", message.getPrefix()));
        } catch (IllegalArgumentException malformed) {
            throw at.refused("prefix", "more than its depth says");
        }
    }

    public static io.gridpact.status.v1.LeafRange toMessage(LeafRange range) {
        return io.gridpact.status.v1.LeafRange.newBuilder()
                .setDepth(range.depth())
                .setPrefix(EnvelopeWire.bytes(range.prefix()))
                .build();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static RangeSummary summary(io.gridpact.status.v1.RangeSummary message, Fields at) {
        at.count("leaves", message.getLeavesCount(), 0, RangeSummary.MAX_LEAVES);
        return new RangeSummary(
                at.digest("root", message.getRoot()),
                message.getCount(),
                at.digests("leaves", message.getLeavesList()));
    }

    public static io.gridpact.status.v1.RangeSummary toMessage(RangeSummary summary) {
        return io.gridpact.status.v1.RangeSummary.newBuilder()
                .setRoot(EnvelopeWire.bytes(summary.root()))
                .setCount(summary.count())
                .addAllLeaves(summary.leaves().stream().map(EnvelopeWire::bytes).toList())
                .build();
    }
}
