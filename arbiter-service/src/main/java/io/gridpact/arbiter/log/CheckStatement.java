package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.StoreChecker.Sink;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Checks entries one by one: each is what its sender signed, each receipt is the arbiter's and names its leaf, times
/// never decrease.
final class CheckStatement {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final Notary notary;
    private final SignatureVerifier verifier;
    private final Function<String, List<Participant>> descriptors;
    private final Sink sink;
    private final Map<String, Instant> completeTo = new HashMap<>();
    private Instant lastLoggedAt = Instant.MIN;
    private long pairDigests;
    private long sheetRoots;
    private long checked;

    CheckStatement(
            Notary notary, SignatureVerifier verifier, Function<String, List<Participant>> descriptors, Sink sink) {
        this.notary = notary;
        this.verifier = verifier;
        this.descriptors = descriptors;
        this.sink = sink;
    }

    long pairDigests() {
        return pairDigests;
    }

    long sheetRoots() {
        return sheetRoots;
    }

    void check(LoggedStatement statement, long expectedIndex) {
        checked++;
        String subject = "leaf " + statement.leafIndex();
        require(statement.leafIndex() == expectedIndex, "leaves-have-no-gap", subject, "stands at " + expectedIndex);
        require(
                !statement.loggedAt().isBefore(lastLoggedAt),
                "times-never-decrease",
                subject,
                statement.loggedAt() + " after " + lastLoggedAt);
        lastLoggedAt = statement.loggedAt();
        require(
                LoadLog.leafHash(statement).equals(statement.leafHash()),
                "leaf-hash-is-of-the-entry",
                subject,
                "stored " + statement.leafHash().prefix());
        checkSigned(statement, subject);
        checkReceipt(statement, subject);
    }

    private void checkSigned(LoggedStatement statement, String subject) {
        try {
            Envelope envelope = EnvelopeWire.parse(statement.statement(), STORED);
            Submission said = ReadStatement.parse(statement.key().sender(), envelope);
            boolean isThis =
                    said.key().equals(statement.key()) && said.statementDigest().equals(statement.statementDigest());
            require(isThis, "entry-is-of-its-statement", subject, "the signed statement says something else");
            require(
                    isSigned(envelope, statement.key(), statement.loggedAt()),
                    "statement-is-signed-by-its-sender",
                    subject,
                    "no key of " + statement.key().sender() + " that counted then signed it");
            if (said.raisesWatermark()) {
                completeTo.merge(
                        statement.key().sender(), said.completeTo(), (one, other) -> one.isAfter(other) ? one : other);
            }
        } catch (RefusedException unreadable) {
            sink.finding("entry-is-of-its-statement", subject, String.valueOf(unreadable.getMessage()));
        }
        pairDigests += statement.key().kind() == LogEntryKind.PAIR_DIGEST ? 1 : 0;
        sheetRoots += statement.key().kind() == LogEntryKind.SHEET_ROOT ? 1 : 0;
    }

    private void checkReceipt(LoggedStatement statement, String subject) {
        try {
            Envelope envelope = EnvelopeWire.parse(statement.receipt(), STORED);
            LogReceipt receipt = StatementWire.logReceipt(envelope, STORED);
            EntryKey key = statement.key();
            LogEntry entry = new LogEntry(
                    key.kind(), key.sender(), key.text(), statement.statementDigest(), statement.loggedAt());
            boolean names = receipt.proves(entry) && receipt.leafIndex() == statement.leafIndex();
            require(
                    names,
                    "receipt-names-its-leaf",
                    subject,
                    "names leaf " + receipt.leafIndex() + " or another entry");
            require(notary.isMine(receipt, envelope, verifier), "receipt-is-signed", subject, "not by this arbiter");
        } catch (RefusedException unreadable) {
            sink.finding("receipt-names-its-leaf", subject, String.valueOf(unreadable.getMessage()));
        }
    }

    void equivocation(Equivocation equivocation, LogStore store) {
        String subject = "leaf " + equivocation.leafIndex();
        try {
            LoggedStatement leaf = store.statements(equivocation.leafIndex(), 1).getFirst();
            Envelope envelope = EnvelopeWire.parse(equivocation.statement(), STORED);
            Submission said = ReadStatement.parse(leaf.key().sender(), envelope);
            boolean proves = said.key().equals(leaf.key())
                    && said.statementDigest().equals(equivocation.statementDigest())
                    && !said.statementDigest().equals(leaf.statementDigest())
                    && isSigned(envelope, leaf.key(), equivocation.receivedAt());
            require(proves, "equivocation-is-one", subject, "the two statements do not contradict each other");
        } catch (RefusedException unreadable) {
            sink.finding("equivocation-is-one", subject, String.valueOf(unreadable.getMessage()));
        }
        sink.checked("equivocations", 1);
    }

    /// What each utility said last about being complete is what is kept.
    void checkWatermarks(Map<String, Instant> stored) {
        if (!stored.equals(completeTo)) {
            sink.finding("watermarks-are-of-the-statements", "watermarks", stored + ", the entries give " + completeTo);
        }
        sink.checked("receipts", checked);
    }

    /// Documents by the sender's root key, everything else by one of its signing keys.
    private boolean isSigned(Envelope envelope, EntryKey key, Instant at) {
        List<Participant> history = descriptors.apply(key.sender());
        if (history.isEmpty()) {
            return false;
        }
        Participant sender = history.getLast();
        return switch (key.kind()) {
            case JOURNAL_ROOT, PAIR_DIGEST, SHEET_ROOT, SEALING_DEPOSIT ->
                sender.covering(at).signed(envelope, at, verifier);
            case DESCRIPTOR, REVOCATION ->
                envelope.signatures().stream()
                        .anyMatch(signature -> verifier.verify(sender.rootKey(), envelope, signature));
        };
    }

    private void require(boolean holds, String rule, String subject, String detail) {
        if (!holds) {
            sink.finding(rule, subject, detail);
        }
    }
}
