package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the arbiter makes of pair digests (PROTOCOL.md, section 9). Pure.
public final class PairingRules {

    private PairingRules() {}

    /// The pair after that utility committed that digest. A late partner ends *unpaired* like *waiting*.
    static Pair committed(Pair pair, String utility, Digest digest) {
        PairKey key = pair.key();
        boolean isFirst = utility.equals(key.first());
        if (!isFirst && !utility.equals(key.second())) {
            throw new IllegalArgumentException("not of this pair");
        }
        Digest first = isFirst ? digest : pair.firstDigest();
        Digest second = isFirst ? pair.secondDigest() : digest;
        return new Pair(key, first, second, standing(key, first, second, pair.standing()));
    }

    private static PairStanding standing(
            PairKey key, @Nullable Digest first, @Nullable Digest second, PairStanding before) {
        if (key.isOfOneUtility()) {
            return PairStanding.MATCHED;
        }
        if (first == null || second == null) {
            return before;
        }
        return Objects.equals(first, second) ? PairStanding.MATCHED : PairStanding.MISMATCHED;
    }

    /// Whether a digest that is alone is unpaired: its deadline has passed, and the other side has said that it has
    /// committed everything that was due by then.
    ///
    /// @param due when both digests had to be committed
    /// @param otherCompleteTo the watermark of the utility that has committed nothing; null where it never gave one
    static boolean isUnpaired(Instant due, Instant now, @Nullable Instant otherCompleteTo) {
        return !now.isBefore(due) && otherCompleteTo != null && !otherCompleteTo.isBefore(due);
    }
}
