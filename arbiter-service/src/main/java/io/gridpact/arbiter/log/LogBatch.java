package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.Tile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one transaction writes: all of it or nothing.
///
/// @param statements new leaves, in the order of their indexes
/// @param tiles those that are new or wider
/// @param pairs as they stand from now on
/// @param watermarks only ever raised
record LogBatch(
        List<LoggedStatement> statements,
        Map<Tile, List<Digest>> tiles,
        List<Equivocation> equivocations,
        List<LoggedSheet> sheets,
        List<Pair> pairs,
        List<Flag> flags,
        Map<String, Instant> watermarks,
        Optional<StoredCheckpoint> checkpoint) {

    boolean isEmpty() {
        return statements.isEmpty()
                && equivocations.isEmpty()
                && pairs.isEmpty()
                && watermarks.isEmpty()
                && checkpoint.isEmpty();
    }
}
