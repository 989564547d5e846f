package io.gridpact.arbiter.log;

import io.gridpact.protocol.pairing.PairStage;
import java.time.Instant;

/// What two utilities are to agree on (PROTOCOL.md, section 8).
///
/// @param first the utility whose id sorts first; equal to `second` for a utility with itself
/// @param number from 1; one higher each time both mended their lists
public record PairKey(String first, String second, Instant windowStart, PairStage stage, long number) {

    /// @throws IllegalArgumentException if the utilities are not sorted
    public PairKey {
        if (first.compareTo(second) > 0) {
            throw new IllegalArgumentException("not sorted");
        }
    }

    static PairKey of(String utility, String peer, Instant windowStart, PairStage stage, long number) {
        return utility.compareTo(peer) <= 0
                ? new PairKey(utility, peer, windowStart, stage, number)
                : new PairKey(peer, utility, windowStart, stage, number);
    }

    boolean isOfOneUtility() {
        return first.equals(second);
    }
}
