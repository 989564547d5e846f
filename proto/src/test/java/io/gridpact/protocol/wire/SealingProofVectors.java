package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_PROOF;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.LoggedAttestation;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.trade.v1.SealedUpdate;
import io.gridpact.trade.v1.SealingProof;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Proofs of sealing of the worked example's trade, as the other utility and the arbiter judge them.
final class SealingProofVectors {

    static final String FOLDER = "order/sealing-proof";

    private static final Instant MINUTE = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant LOGGED = Instant.parse("2026-06-01T08:01:05Z");
    private static final List<Digest> STATEMENTS = List.of(
            Hash.tagged("test-statement").integer(1).finish(),
            SealedOrderVectors.buyerAttestation().digest(),
            Hash.tagged("test-statement").integer(2).finish());

    private static final List<Digest> UPDATE_STATEMENTS =
            List.of(STATEMENTS.getFirst(), UpdateVectors.buyerAttestation().digest(), STATEMENTS.getLast());

    private SealingProofVectors() {}

    static Stream<Vector> all() {
        return Stream.of(receipted(), logged(), covered(), updated()).flatMap(stream -> stream);
    }

    private static Stream<Vector> receipted() {
        return Stream.of(
                accepted("accepted-by-its-receipt", withReceipt()),
                refused("without-evidence", withReceipt().clearReceipt(), INVALID_PROOF, "evidence"),
                refused(
                        "receipt-signed-by-the-buyer-utility",
                        withReceipt().setReceipt(EnvelopeWire.toMessage(resigned(SealedOrderVectors.receipt()))),
                        SIGNATURE_INVALID,
                        "signatures"),
                refused(
                        "without-the-buyer-utilitys-attestation",
                        withReceipt()
                                .setSealedOrder(
                                        withReceipt().getSealedOrderBuilder().clearBuyerAttestation()),
                        INVALID_PROOF,
                        "buyer_attestation.payload_type"));
    }

    private static Stream<Vector> logged() {
        return Stream.of(
                accepted("accepted-by-the-buyer-utilitys-journal", withJournal(part -> {})),
                accepted("accepted-logged-just-before-the-gate", logged("south", ANetwork.GATE_CLOSURE.minusMillis(1))),
                refused(
                        "logged-at-gate-closure",
                        logged("south", ANetwork.GATE_CLOSURE),
                        INVALID_PROOF,
                        "logged_at_millis"),
                refused(
                        "in-the-seller-utilitys-journal",
                        logged("north", LOGGED),
                        INVALID_PROOF,
                        "journal_root.utility"),
                refused("another-place-in-the-minute", withJournal(part -> part.setIndex(0)), INVALID_PROOF, "path"),
                refused("path-of-nothing", withJournal(LoggedAttestation.Builder::clearPath), INVALID_PROOF, "path"),
                refused("minute-of-another-size", withJournal(part -> part.setTreeSize(4)), INVALID_PROOF, "tree_root"),
                refused(
                        "journal-root-signed-by-another",
                        withJournal(part -> part.setJournalRoot(EnvelopeWire.toMessage(
                                resigned(EnvelopeWire.fromMessage(part.getJournalRoot(), "journal_root"), "north")))),
                        SIGNATURE_INVALID,
                        "journal_root"),
                refused(
                        "log-receipt-signed-by-a-utility",
                        withJournal(part -> part.setLogReceipt(EnvelopeWire.toMessage(
                                resigned(EnvelopeWire.fromMessage(part.getLogReceipt(), "log_receipt"))))),
                        SIGNATURE_INVALID,
                        "log_receipt"),
                refused(
                        "log-receipt-of-another-time",
                        withJournal(part -> part.setLogReceipt(part(logged("south", LOGGED.plusSeconds(1)))
                                        .getLogReceipt())
                                .setJournalRoot(part(logged("south", LOGGED.plusSeconds(2)))
                                        .getJournalRoot())),
                        INVALID_PROOF,
                        "log_receipt"),
                refused(
                        "path-with-41-hashes",
                        withJournal(part -> {
                            for (int i = part.getPathCount(); i < 41; i++) {
                                part.addPath(ByteString.copyFrom(new byte[Digest.BYTES]));
                            }
                        }),
                        INVALID_PROOF,
                        "logged_attestation.path"));
    }

    /// *Attack:* a minute that no root vouches for covers what a revoked key has signed since.
    private static Stream<Vector> covered() {
        LoggedAttestation.Builder cover = minute(STATEMENTS, "south", "south", LOGGED);
        return Stream.of(
                accepted("accepted-with-a-cover", withReceipt().addCovers(cover)),
                refused(
                        "log-receipt-of-another-arbiter",
                        withJournal(part -> part.setLogReceipt(receiptOf(part, "north"))),
                        INVALID_PROOF,
                        "log_receipt.arbiter"),
                refused(
                        "cover-of-neither-utility",
                        withReceipt().addCovers(cover).addCovers(minute(STATEMENTS, "east", "east", LOGGED)),
                        INVALID_PROOF,
                        "covers[1].journal_root.utility"),
                refused(
                        "cover-of-another-size",
                        withReceipt().addCovers(cover.clone().setTreeSize(4)),
                        INVALID_PROOF,
                        "covers[0].tree_root"),
                refused(
                        "cover-whose-root-another-signed",
                        withReceipt().addCovers(minute(STATEMENTS, "south", "north", LOGGED)),
                        SIGNATURE_INVALID,
                        "covers[0].journal_root"),
                refused(
                        "cover-with-a-receipt-of-another-arbiter",
                        withReceipt().addCovers(cover.clone().setLogReceipt(receiptOf(cover, "north"))),
                        INVALID_PROOF,
                        "covers[0].log_receipt.arbiter"));
    }

    /// The receipt as somebody else says and signs it.
    private static io.gridpact.directory.v1.Envelope receiptOf(LoggedAttestation.Builder part, String arbiter) {
        Envelope honest = EnvelopeWire.fromMessage(part.getLogReceipt(), "log_receipt");
        try {
            byte[] payload = io.gridpact.arbiter.v1.LogReceipt.parseFrom(honest.payload()).toBuilder()
                    .setArbiter(arbiter)
                    .build()
                    .toByteArray();
            return EnvelopeWire.toMessage(Envelopes.sign(honest.payloadType(), payload, ANetwork.signer(arbiter)));
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Stream<Vector> updated() {
        return Stream.of(
                accepted("accepted-of-an-update-by-its-receipt", updatedWithReceipt()),
                accepted(
                        "accepted-of-an-update-by-the-buyer-utilitys-journal",
                        logged("south", LOGGED, UPDATE_STATEMENTS).setUpdate(update())),
                refused(
                        "of-an-update-with-the-orders-receipt",
                        updatedWithReceipt().setReceipt(EnvelopeWire.toMessage(SealedOrderVectors.receipt())),
                        INVALID_PROOF,
                        "receipt.payload_type"),
                refused(
                        "of-the-order-with-an-updates-receipt",
                        updatedWithReceipt().clearUpdate(),
                        INVALID_PROOF,
                        "receipt.payload_type"),
                refused(
                        "of-an-update-with-the-order-in-the-journal",
                        logged("south", LOGGED).setUpdate(update()),
                        INVALID_PROOF,
                        "path"),
                refused(
                        "of-an-update-that-the-buyer-utility-has-not-attested",
                        updatedWithReceipt().setUpdate(update().toBuilder().clearBuyerAttestation()),
                        INVALID_PROOF,
                        "update.buyer_attestation.payload_type"),
                refused(
                        "of-an-update-signed-by-nobody-who-may",
                        updatedWithReceipt()
                                .setUpdate(update().toBuilder()
                                        .setUpdate(EnvelopeWire.toMessage(resigned(UpdateVectors.update())))),
                        SIGNATURE_INVALID,
                        "signatures"));
    }

    private static SealingProof.Builder updatedWithReceipt() {
        return proof().setUpdate(update()).setReceipt(EnvelopeWire.toMessage(UpdateVectors.receipt()));
    }

    private static SealedUpdate update() {
        return UpdateWire.toMessage(
                UpdateVectors.update(), UpdateVectors.sellerAttestation(), UpdateVectors.buyerAttestation());
    }

    static SealingProof.Builder withReceipt() {
        return proof().setReceipt(EnvelopeWire.toMessage(SealedOrderVectors.receipt()));
    }

    static SealingProof.Builder withJournal(Consumer<LoggedAttestation.Builder> change) {
        LoggedAttestation.Builder part = part(logged("south", LOGGED));
        change.accept(part);
        return proof().setLoggedAttestation(part);
    }

    private static LoggedAttestation.Builder part(SealingProof.Builder proof) {
        return proof.getLoggedAttestation().toBuilder();
    }

    /// The root's salt is of the time that it is logged at, so that roots of different times differ.
    private static SealingProof.Builder logged(String utility, Instant loggedAt) {
        return logged(utility, loggedAt, STATEMENTS);
    }

    private static SealingProof.Builder logged(String utility, Instant loggedAt, List<Digest> statements) {
        return proof().setLoggedAttestation(minute(statements, utility, utility, loggedAt));
    }

    /// A minute of the utility's journal whose root was logged then, with the path of its second statement.
    static LoggedAttestation.Builder minute(List<Digest> statements, String utility, String signer, Instant loggedAt) {
        Digest treeRoot = JournalMinute.treeRoot(statements);
        Digest root = JournalMinute.root(utility, MINUTE, treeRoot, statements.size());
        Envelope journalRoot = Envelopes.sign(
                JournalRoot.PAYLOAD_TYPE,
                StatementWire.journalRootPayload(
                        utility, MINUTE, root, LOGGED, ANetwork.salt("minute " + loggedAt.toEpochMilli())),
                ANetwork.signer(signer));
        LogEntry entry = LogEntry.of(StatementWire.journalRoot(journalRoot, Fields.of(INVALID_PROOF)), loggedAt);
        Envelope receipt = Envelopes.sign(
                LogReceipt.PAYLOAD_TYPE,
                StatementWire.logReceiptPayload("arbiter", entry, 7, loggedAt, ANetwork.salt("log receipt")),
                ANetwork.signer("arbiter"));
        return LoggedAttestation.newBuilder()
                .setJournalRoot(EnvelopeWire.toMessage(journalRoot))
                .setTreeRoot(EnvelopeWire.bytes(treeRoot))
                .setTreeSize(statements.size())
                .setLogReceipt(EnvelopeWire.toMessage(receipt))
                .setIndex(1)
                .addAllPath(JournalMinute.paths(statements).get(1).stream()
                        .map(EnvelopeWire::bytes)
                        .toList());
    }

    private static Envelope resigned(Envelope envelope) {
        return resigned(envelope, "south");
    }

    private static Envelope resigned(Envelope envelope, String signer) {
        return Envelopes.sign(envelope.payloadType(), envelope.payload(), ANetwork.signer(signer));
    }

    private static SealingProof.Builder proof() {
        try {
            return SealingProof.newBuilder().setSealedOrder(SealedOrder.parseFrom(SealedOrderVectors.sealedOrder()));
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Vector accepted(String name, SealingProof.Builder proof) {
        return Vector.accepted(FOLDER, name, proof.build().toByteArray());
    }

    private static Vector refused(String name, SealingProof.Builder proof, Reason reason, String field) {
        return Vector.refused(FOLDER, name, proof.build().toByteArray(), reason, field);
    }
}
