package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.util.List;

/// What a list holds in a range, as its holder says.
///
/// @param root RFC 6962 root over the range's leaves in ascending order
/// @param count how many they are
/// @param leaves themselves, ascending, where they are at most [#MAX_LEAVES]; otherwise none
public record RangeSummary(Digest root, long count, List<Digest> leaves) {

    /// Leaves that are told one by one.
    public static final int MAX_LEAVES = 16;

    public RangeSummary {
        leaves = List.copyOf(leaves);
    }

    /// Whether it can be a list's summary of that range.
    Verdict verify(LeafRange range) {
        if (count < 0 || count > PairList.MAX_LEAVES) {
            return refused("count", "not from 0 to " + PairList.MAX_LEAVES);
        }
        if (leaves.size() != (count <= MAX_LEAVES ? count : 0)) {
            return refused("leaves", "not as many as the count says");
        }
        for (int i = 0; i < leaves.size(); i++) {
            boolean inOrder = i == 0 || leaves.get(i - 1).compareTo(leaves.get(i)) < 0;
            if (!inOrder || !range.contains(leaves.get(i))) {
                return refused("leaves", "not ascending in the range");
            }
        }
        boolean hashes = count > MAX_LEAVES || PairDigests.root(leaves).equals(root);
        boolean possible = range.depth() < LeafRange.MAX_DEPTH || count <= 1;
        return Verdict.require(hashes && possible, Reason.INVALID_PROOF, "root", "not the root of these leaves");
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
