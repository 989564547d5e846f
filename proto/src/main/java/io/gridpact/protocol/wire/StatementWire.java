package io.gridpact.protocol.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.pairing.SealingDeposit;
import java.time.Instant;

/// What is logged with the arbiter, and its receipts, to `gridpact.arbiter.v1` and back (PROTOCOL.md, section 9).
///
/// Each parser refuses with the reason and path of its `at`: `INVALID_REQUEST` where statements are submitted,
/// `INVALID_PROOF` where they are shown.
public final class StatementWire {

    private StatementWire() {}

    /// @param salt 16 to 64 random bytes
    public static byte[] journalRootPayload(
            String utility, Instant minute, Digest root, Instant completeTo, byte[] salt) {
        return io.gridpact.arbiter.v1.JournalRoot.newBuilder()
                .setUtility(utility)
                .setMinuteMillis(minute.toEpochMilli())
                .setRoot(EnvelopeWire.bytes(root))
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .setCompleteToMillis(completeTo.toEpochMilli())
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static JournalRoot journalRoot(Envelope envelope, Fields at) {
        io.gridpact.arbiter.v1.JournalRoot message = EnvelopeWire.payload(
                envelope, JournalRoot.PAYLOAD_TYPE, io.gridpact.arbiter.v1.JournalRoot.parser(), at);
        at.salt("salt", message.getSalt());
        Instant minute = at.instant("minute_millis", message.getMinuteMillis());
        at.require(JournalMinute.isStart(minute), "minute_millis", "no minute begins there");
        return new JournalRoot(
                envelope.digest(),
                at.id("utility", message.getUtility()),
                minute,
                at.digest("root", message.getRoot()),
                at.instant("complete_to_millis", message.getCompleteToMillis()));
    }

    /// @param salt 16 to 64 random bytes
    public static byte[] pairDigestPayload(
            String utility,
            String peer,
            Instant windowStart,
            PairStage stage,
            long number,
            Digest agreed,
            Instant completeTo,
            byte[] salt) {
        return io.gridpact.arbiter.v1.PairDigest.newBuilder()
                .setUtility(utility)
                .setPeer(peer)
                .setWindowStartMillis(windowStart.toEpochMilli())
                .setStage(Names.wire(stage, io.gridpact.arbiter.v1.PairStage.class))
                .setNumber(number)
                .setDigest(EnvelopeWire.bytes(agreed))
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .setCompleteToMillis(completeTo.toEpochMilli())
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static PairDigest pairDigest(Envelope envelope, Fields at) {
        io.gridpact.arbiter.v1.PairDigest message =
                EnvelopeWire.payload(envelope, PairDigest.PAYLOAD_TYPE, io.gridpact.arbiter.v1.PairDigest.parser(), at);
        at.salt("salt", message.getSalt());
        return new PairDigest(
                envelope.digest(),
                at.id("utility", message.getUtility()),
                at.id("peer", message.getPeer()),
                at.instant("window_start_millis", message.getWindowStartMillis()),
                at.named("stage", message.getStage(), PairStage.class),
                at.between("number", message.getNumber(), PairDigest.FIRST_NUMBER, Long.MAX_VALUE),
                at.digest("digest", message.getDigest()),
                at.instant("complete_to_millis", message.getCompleteToMillis()));
    }

    /// @param salt 16 to 64 random bytes
    public static byte[] sheetRootPayload(
            String utility,
            Direction direction,
            Instant windowStart,
            long revision,
            Digest root,
            Instant completeTo,
            byte[] salt) {
        return io.gridpact.arbiter.v1.SheetRoot.newBuilder()
                .setUtility(utility)
                .setDirection(Names.wire(direction, io.gridpact.directory.v1.Direction.class))
                .setWindowStartMillis(windowStart.toEpochMilli())
                .setRevision(revision)
                .setRoot(EnvelopeWire.bytes(root))
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .setCompleteToMillis(completeTo.toEpochMilli())
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static SheetRoot sheetRoot(Envelope envelope, Fields at) {
        io.gridpact.arbiter.v1.SheetRoot message =
                EnvelopeWire.payload(envelope, SheetRoot.PAYLOAD_TYPE, io.gridpact.arbiter.v1.SheetRoot.parser(), at);
        at.salt("salt", message.getSalt());
        Direction direction = at.named("direction", message.getDirection(), Direction.class);
        long revision =
                at.between("revision", message.getRevision(), SheetRoot.FIRST_REVISION, SheetRoot.LATE_REVISION);
        at.require(
                direction == Direction.CONSUMPTION || revision == SheetRoot.FIRST_REVISION,
                "revision",
                "an injection sheet has one revision");
        return new SheetRoot(
                envelope.digest(),
                at.id("utility", message.getUtility()),
                direction,
                at.instant("window_start_millis", message.getWindowStartMillis()),
                revision,
                at.digest("root", message.getRoot()),
                at.instant("complete_to_millis", message.getCompleteToMillis()));
    }

    /// @param salt 16 to 64 random bytes
    public static byte[] sealingDepositPayload(
            String utility, String peer, Instant windowStart, Digest leaf, Instant completeTo, byte[] salt) {
        return io.gridpact.arbiter.v1.SealingDeposit.newBuilder()
                .setUtility(utility)
                .setPeer(peer)
                .setWindowStartMillis(windowStart.toEpochMilli())
                .setLeaf(EnvelopeWire.bytes(leaf))
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .setCompleteToMillis(completeTo.toEpochMilli())
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static SealingDeposit sealingDeposit(Envelope envelope, Fields at) {
        io.gridpact.arbiter.v1.SealingDeposit message = EnvelopeWire.payload(
                envelope, SealingDeposit.PAYLOAD_TYPE, io.gridpact.arbiter.v1.SealingDeposit.parser(), at);
        at.salt("salt", message.getSalt());
        at.require(!message.getPeer().equals(message.getUtility()), "peer", "the utility itself");
        return new SealingDeposit(
                envelope.digest(),
                at.id("utility", message.getUtility()),
                at.id("peer", message.getPeer()),
                at.instant("window_start_millis", message.getWindowStartMillis()),
                at.digest("leaf", message.getLeaf()),
                at.instant("complete_to_millis", message.getCompleteToMillis()));
    }

    /// @param entry the leaf that the receipt is for
    /// @param leafIndex its place in the log, from 0
    /// @param includedBy a checkpoint that includes it is signed by then
    /// @param salt 16 to 64 random bytes
    public static byte[] logReceiptPayload(
            String arbiter, LogEntry entry, long leafIndex, Instant includedBy, byte[] salt) {
        return io.gridpact.arbiter.v1.LogReceipt.newBuilder()
                .setArbiter(arbiter)
                .setStatementDigest(EnvelopeWire.bytes(entry.statement()))
                .setLeafHash(EnvelopeWire.bytes(entry.leafHash()))
                .setLeafIndex(leafIndex)
                .setLoggedAtMillis(entry.loggedAt().toEpochMilli())
                .setIncludedByMillis(includedBy.toEpochMilli())
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .build()
                .toByteArray();
    }

    /// Whether the receipt is for a statement says [LogReceipt#proves(LogEntry)].
    ///
    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static LogReceipt logReceipt(Envelope envelope, Fields at) {
        io.gridpact.arbiter.v1.LogReceipt message =
                EnvelopeWire.payload(envelope, LogReceipt.PAYLOAD_TYPE, io.gridpact.arbiter.v1.LogReceipt.parser(), at);
        at.salt("salt", message.getSalt());
        Instant loggedAt = at.instant("logged_at_millis", message.getLoggedAtMillis());
        Instant includedBy = at.instant("included_by_millis", message.getIncludedByMillis());
        at.require(!includedBy.isBefore(loggedAt), "included_by_millis", "before it was logged");
        return new LogReceipt(
                envelope.digest(),
                at.id("arbiter", message.getArbiter()),
                at.digest("statement_digest", message.getStatementDigest()),
                at.digest("leaf_hash", message.getLeafHash()),
                at.between("leaf_index", message.getLeafIndex(), 0, Long.MAX_VALUE),
                loggedAt,
                includedBy);
    }
}
