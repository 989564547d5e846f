package io.gridpact.arbiter.log;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that the writer must know to append: where the log ends. Immutable, so that a failed commit changes nothing.
///
/// @param lastFlag number of the last flag
/// @param standings how many pairs stand how
record LogTail(
        LogTree tree,
        Instant lastLoggedAt,
        long lastFlag,
        Optional<StoredCheckpoint> lastCheckpoint,
        Map<PairStanding, Long> standings) {

    LogTail {
        standings = Map.copyOf(standings);
    }

    /// Leaves that no signed checkpoint covers yet.
    long uncovered() {
        return tree.size() - lastCheckpoint.map(StoredCheckpoint::treeSize).orElse(0L);
    }

    long count(PairStanding standing) {
        return standings.getOrDefault(standing, 0L);
    }

    /// The tail after this batch was committed.
    LogTail after(LogBatch batch, LogTree grown, Map<PairKey, Pair> pairsBefore) {
        List<LoggedStatement> statements = batch.statements();
        return new LogTail(
                grown,
                statements.isEmpty() ? lastLoggedAt : statements.getLast().loggedAt(),
                batch.flags().isEmpty() ? lastFlag : batch.flags().getLast().number(),
                batch.checkpoint().or(() -> lastCheckpoint),
                counted(batch.pairs(), pairsBefore));
    }

    private Map<PairStanding, Long> counted(List<Pair> pairs, Map<PairKey, Pair> before) {
        Map<PairStanding, Long> counts = new EnumMap<>(PairStanding.class);
        counts.putAll(standings);
        for (Pair pair : pairs) {
            Pair known = before.get(pair.key());
            if (known != null) {
                counts.merge(known.standing(), -1L, Long::sum);
            }
            counts.merge(pair.standing(), 1L, Long::sum);
        }
        return counts;
    }
}
