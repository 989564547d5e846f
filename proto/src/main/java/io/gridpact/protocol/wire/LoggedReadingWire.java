package io.gridpact.protocol.wire;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.status.v1.LoggedJournalRoot;

/// Proofs of when a reading was logged, to `gridpact.status.v1.LoggedReading` and back (PROTOCOL.md, section 6).
public final class LoggedReadingWire {

    private LoggedReadingWire() {}

    /// Reads a proof; nothing is verified.
    ///
    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static LoggedReading fromMessage(io.gridpact.status.v1.LoggedReading message, Fields at) {
        Fields root = at.in("root");
        at.count("path", message.getPathCount(), 0, SealingWire.MAX_PATH_HASHES);
        Envelope journalRoot = EnvelopeWire.fromMessage(message.getRoot().getJournalRoot(), root.in("journal_root"));
        Envelope logReceipt = EnvelopeWire.fromMessage(message.getRoot().getLogReceipt(), root.in("log_receipt"));
        LoggedMinute minute = new LoggedMinute(
                StatementWire.journalRoot(journalRoot, root.in("journal_root")),
                root.digest("tree_root", message.getRoot().getTreeRoot()),
                message.getRoot().getTreeSize(),
                StatementWire.logReceipt(logReceipt, root.in("log_receipt")));
        return new LoggedReading(
                at.digest("reading_digest", message.getReadingDigest()),
                minute,
                journalRoot,
                logReceipt,
                message.getIndex(),
                at.digests("path", message.getPathList()));
    }

    public static io.gridpact.status.v1.LoggedReading toMessage(LoggedReading proof) {
        return io.gridpact.status.v1.LoggedReading.newBuilder()
                .setReadingDigest(EnvelopeWire.bytes(proof.reading()))
                .setRoot(LoggedJournalRoot.newBuilder()
                        .setJournalRoot(EnvelopeWire.toMessage(proof.journalRoot()))
                        .setTreeRoot(EnvelopeWire.bytes(proof.minute().treeRoot()))
                        .setTreeSize(proof.minute().treeSize())
                        .setLogReceipt(EnvelopeWire.toMessage(proof.logReceipt())))
                .setIndex(proof.index())
                .addAllPath(proof.path().stream().map(EnvelopeWire::bytes).toList())
                .build();
    }

    public static byte[] encode(LoggedReading proof) {
        return toMessage(proof).toByteArray();
    }

    /// For proofs that are stored.
    public static LoggedReading parse(byte[] encoded, Fields at) {
        return fromMessage(Strict.parse(io.gridpact.status.v1.LoggedReading.parser(), encoded, at), at);
    }
}
