package io.gridpact.protocol.journal;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.util.List;

/// A minute of a utility's journal whose root the arbiter has logged, as a counterparty is shown it (PROTOCOL.md,
/// section 5).
///
/// @param root signed by the utility
/// @param treeRoot what the root is derived from, with `treeSize`
/// @param receipt signed by the arbiter
public record LoggedMinute(JournalRoot root, Digest treeRoot, long treeSize, LogReceipt receipt) {

    /// Whether root, tree and receipt belong together. The signatures are the caller's matter.
    public Verdict verify() {
        if (!JournalMinute.isStart(root.minute())) {
            return refused("journal_root", "no minute begins there");
        }
        if (treeSize < 1) {
            return refused("tree_size", "a minute without statements has no root");
        }
        if (!JournalMinute.root(root.utility(), root.minute(), treeRoot, treeSize)
                .equals(root.root())) {
            return refused("tree_root", "the tree is not that of the journal root");
        }
        return receipt.proves(LogEntry.of(root, receipt.loggedAt()))
                ? Verdict.accepted()
                : refused("log_receipt", "the receipt is not for this journal root");
    }

    /// Whether the minute holds the statement.
    public boolean holds(Digest statement, long index, List<Digest> path) {
        return JournalMinute.holds(treeRoot, treeSize, statement, index, path);
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
