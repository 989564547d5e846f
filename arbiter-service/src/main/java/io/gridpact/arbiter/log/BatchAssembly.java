package io.gridpact.arbiter.log;

import io.gridpact.arbiter.log.Notary.Leaf;
import io.gridpact.arbiter.log.SubmitOutcome.Receipted;
import io.gridpact.arbiter.log.SubmitOutcome.Refused;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns what was queued into one batch: first of a key gets a leaf, a repetition its receipt, another statement under
/// the same key is equivocation (PROTOCOL.md, section 9). One use, by the writer.
final class BatchAssembly {

    /// What to write, what to answer, and where the log ends once it is written.
    record Assembled(LogBatch batch, List<SubmitOutcome> outcomes, LogTail tail) {}

    private final LogTail tail;
    private final Map<EntryKey, LoggedStatement> logged;
    private final Map<PairKey, Pair> pairsBefore;
    private final Instant now;

    /// The first submission of a key, and the leaf it gets.
    private record Fresh(Submission submission, long leafIndex) {}

    private final Map<EntryKey, Fresh> fresh = new LinkedHashMap<>();
    private final List<Equivocation> equivocations = new ArrayList<>();
    private final List<LoggedSheet> sheets = new ArrayList<>();
    private final Map<PairKey, Pair> pairs = new LinkedHashMap<>();
    private final List<Flag> flags = new ArrayList<>();
    private final Map<String, Instant> watermarks = new LinkedHashMap<>();

    /// @param logged statements that have a leaf, of all keys that will be added
    /// @param pairsBefore pairs as stored, of all pair keys that will be added
    /// @param now the clock's time; leaves get it unless the last leaf is later
    BatchAssembly(LogTail tail, Map<EntryKey, LoggedStatement> logged, Map<PairKey, Pair> pairsBefore, Instant now) {
        this.tail = tail;
        this.logged = logged;
        this.pairsBefore = pairsBefore;
        this.now = now.isAfter(tail.lastLoggedAt()) ? now : tail.lastLoggedAt();
    }

    Assembled assemble(List<Submission> submissions, Notary notary) {
        submissions.forEach(this::add);
        List<LoggedStatement> statements = statements(notary);
        LogTree.Growth growth = tail.tree()
                .append(statements.stream().map(LoggedStatement::leafHash).toList());
        LogBatch batch = new LogBatch(
                statements,
                growth.tiles(),
                equivocations,
                sheets,
                List.copyOf(pairs.values()),
                flags,
                watermarks,
                Optional.empty());
        Map<EntryKey, LoggedStatement> added = new HashMap<>();
        statements.forEach(statement -> added.put(statement.key(), statement));
        List<SubmitOutcome> outcomes = new ArrayList<>(submissions.size());
        for (Submission submission : submissions) {
            outcomes.add(outcome(submission, added));
        }
        return new Assembled(batch, outcomes, tail.after(batch, growth.tree(), pairsBefore));
    }

    private void add(Submission submission) {
        LoggedStatement before = logged.get(submission.key());
        if (before != null) {
            keepIfDifferent(submission, before.statementDigest(), before.leafIndex());
            return;
        }
        if (isLate(submission) || submission.isOutOfTime()) {
            return;
        }
        long index = tail.tree().size() + fresh.size();
        Fresh first = fresh.putIfAbsent(submission.key(), new Fresh(submission, index));
        if (first != null) {
            keepIfDifferent(submission, first.submission().statementDigest(), first.leafIndex());
            return;
        }
        if (submission.raisesWatermark()) {
            watermarks.merge(submission.key().sender(), submission.completeTo(), BatchAssembly::later);
        }
        switch (submission.subject()) {
            case Submission.Minute _, Submission.Deposit _, Submission.Published _, Submission.OutOfTime _ -> {}
            case Submission.Agreed agreed -> commit(agreed, submission.key().sender());
            case Submission.Sheet sheet -> sheets.add(logged(sheet, submission, index));
        }
    }

    /// Decided here and nowhere else: whoever reads the log after this batch finds all that will ever count.
    private boolean isLate(Submission submission) {
        return submission.subject() instanceof Submission.Deposit(Instant countsUntil) && !now.isBefore(countsUntil);
    }

    private void keepIfDifferent(Submission submission, Digest counts, long leafIndex) {
        if (!submission.statementDigest().equals(counts)) {
            equivocations.add(new Equivocation(leafIndex, submission.statementDigest(), submission.encoded(), now));
        }
    }

    private void commit(Submission.Agreed agreed, String sender) {
        PairKey key = agreed.pair();
        Pair before = pairs.getOrDefault(key, pairsBefore.getOrDefault(key, Pair.untold(key)));
        Pair after = PairingRules.committed(before, sender, agreed.digest());
        pairs.put(key, after);
        if (after.standing() != before.standing()) {
            flags.add(new Flag(tail.lastFlag() + flags.size() + 1, after.standing(), key, now));
        }
    }

    private static LoggedSheet logged(Submission.Sheet sheet, Submission submission, long index) {
        return new LoggedSheet(
                submission.key().sender(),
                sheet.direction(),
                sheet.windowStart(),
                sheet.revision(),
                index,
                submission.statementDigest());
    }

    private List<LoggedStatement> statements(Notary notary) {
        List<Submission> submissions =
                fresh.values().stream().map(Fresh::submission).toList();
        List<Leaf> leaves = new ArrayList<>(submissions.size());
        for (Submission submission : submissions) {
            EntryKey key = submission.key();
            LogEntry entry = new LogEntry(key.kind(), key.sender(), key.text(), submission.statementDigest(), now);
            leaves.add(new Leaf(tail.tree().size() + leaves.size(), entry));
        }
        List<byte[]> receipts = leaves.isEmpty() ? List.of() : notary.receipts(leaves);
        List<LoggedStatement> statements = new ArrayList<>(leaves.size());
        for (int i = 0; i < leaves.size(); i++) {
            Submission submission = submissions.get(i);
            Leaf leaf = leaves.get(i);
            statements.add(new LoggedStatement(
                    submission.key(),
                    leaf.index(),
                    now,
                    submission.statementDigest(),
                    leaf.entry().leafHash(),
                    submission.encoded(),
                    receipts.get(i)));
        }
        return statements;
    }

    private SubmitOutcome outcome(Submission submission, Map<EntryKey, LoggedStatement> added) {
        LoggedStatement before = logged.get(submission.key());
        LoggedStatement counts = before != null ? before : added.get(submission.key());
        if (counts == null && isLate(submission)) {
            return new Refused(
                    Refusal.of(Reason.WINDOW_CLOSED, "deposit.payload.window_start_millis", "too late to deposit"));
        }
        if (counts == null && submission.subject() instanceof Submission.OutOfTime(String field)) {
            return new Refused(Refusal.of(Reason.INVALID_REQUEST, field, "further from now than what becomes final"));
        }
        if (counts == null) {
            throw new IllegalStateException("a statement that was added is missing");
        }
        if (!counts.statementDigest().equals(submission.statementDigest())) {
            return new Refused(Refusal.of(
                    Reason.EQUIVOCATION, "statements", "another statement of this sender stands under this key"));
        }
        boolean repeated = before != null || !isFirst(submission);
        return new Receipted(counts.receipt(), repeated);
    }

    private boolean isFirst(Submission submission) {
        Fresh first = fresh.get(submission.key());
        return first != null && first.submission() == submission;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
