package io.gridpact.arbiter.log;

import io.gridpact.protocol.merkle.Tiles.TileSource;
import io.gridpact.protocol.pairing.PairStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Where the log is kept. One writer appends; anyone reads. Every method throws [LogStoreException] where the store
/// cannot be reached.
public interface LogStore extends TileSource {

    /// Statements that [#statements(long, int)] gives at most at once.
    int MAX_PAGE = 1_000;

    LogHead head();

    /// Those of the keys that have a leaf.
    Map<EntryKey, LoggedStatement> logged(Collection<EntryKey> keys);

    /// Those of the keys that were ever committed.
    Map<PairKey, Pair> pairs(Collection<PairKey> keys);

    /// Waiting pairs of a stage that were due, and whose missing side has said that it committed all that was.
    ///
    /// @param dueAfterStart from a window's start to when digests of that stage are due
    /// @param limit at most that many, oldest windows first
    List<Pair> overdue(PairStage stage, Duration dueAfterStart, Instant now, int limit);

    /// Start of the earliest window after an instant in which a digest of that stage still waits.
    Optional<Instant> nextWaitingWindow(PairStage stage, Instant after);

    /// Writes the batch, all or nothing.
    ///
    /// @throws LogStoreException also where another writer was there first; whether a batch was written when
    ///     this is
    ///     thrown is unknown until [#head()] is read again
    void append(LogBatch batch);

    /// Statements from an index on, in order.
    ///
    /// @param limit 1 to [#MAX_PAGE]
    List<LoggedStatement> statements(long fromIndex, int limit);

    /// Descriptors and revocations behind an index, in order.
    ///
    /// @param limit 1 to [#MAX_PAGE]
    List<LoggedStatement> documents(long afterIndex, int limit);

    /// How many pairs stand how; only those that occur.
    Map<PairStanding, Long> standings();

    /// Of those of the pairs that were ever flagged, the kind of the last flag.
    Map<PairKey, PairStanding> lastFlags(Collection<PairKey> keys);

    /// Tiles that are stored, of all levels.
    long tileCount();

    /// To when each utility has said that it has committed everything.
    Map<String, Instant> watermarks();

    /// Every pair, streamed.
    void eachPair(Consumer<Pair> sink);

    /// Every flag in order, streamed.
    void eachFlag(Consumer<Flag> sink);

    /// Every checkpoint in order, streamed.
    void eachCheckpoint(Consumer<StoredCheckpoint> sink);

    /// Every equivocation in the order of the leaves, streamed.
    void eachEquivocation(Consumer<Equivocation> sink);

    /// Every sheet root in the order of the leaves, streamed.
    void eachSheet(Consumer<LoggedSheet> sink);

    /// Lets a reader see the log as it is now, whatever is appended meanwhile.
    void inSnapshot(Consumer<LogStore> reader);
}
