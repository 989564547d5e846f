package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// One utility's list of a pair, window, stage and number.
///
/// @param leaves ascending, none twice
/// @param energyWh sum over the trades, in watt-hours
public record PairList(List<Digest> leaves, long energyWh) {

    /// Leaves that a list may have.
    public static final int MAX_LEAVES = 1 << 20;

    /// @throws IllegalArgumentException if leaves are not ascending
    public PairList {
        leaves = List.copyOf(leaves);
        for (int i = 1; i < leaves.size(); i++) {
            if (leaves.get(i - 1).compareTo(leaves.get(i)) >= 0) {
                throw new IllegalArgumentException("leaves: not ascending");
            }
        }
    }

    public static PairList of(Collection<Digest> leaves, long energyWh) {
        return new PairList(leaves.stream().sorted().toList(), energyWh);
    }

    /// What it holds in a range.
    public RangeSummary summary(LeafRange range) {
        List<Digest> within = in(range);
        List<Digest> told = within.size() <= RangeSummary.MAX_LEAVES ? within : List.of();
        return new RangeSummary(PairDigests.root(within), within.size(), told);
    }

    /// The leaves of a range, ascending.
    List<Digest> in(LeafRange range) {
        int found = Collections.binarySearch(leaves, range.prefix());
        int from = found >= 0 ? found : -found - 1;
        int to = from;
        int beyond = leaves.size();
        while (to < beyond) {
            int middle = (to + beyond) >>> 1;
            if (range.contains(leaves.get(middle))) {
                to = middle + 1;
            } else {
                beyond = middle;
            }
        }
        return leaves.subList(from, to);
    }
}
