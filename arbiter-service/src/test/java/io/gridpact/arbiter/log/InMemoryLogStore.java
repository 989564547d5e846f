package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.pairing.PairStage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The log in memory. Can be told to fail, before or after it has taken a batch.
final class InMemoryLogStore implements LogStore, FlagSource {

    /// When an append fails.
    enum Failing {
        NEVER,
        BEFORE_WRITING,
        AFTER_WRITING
    }

    private static final Comparator<PairKey> KEY_ORDER = Comparator.comparing(PairKey::first)
            .thenComparing(PairKey::second)
            .thenComparing(PairKey::windowStart)
            .thenComparing(key -> key.stage().name())
            .thenComparing(PairKey::number);

    private static final Set<LogEntryKind> DOCUMENTS = EnumSet.of(LogEntryKind.DESCRIPTOR, LogEntryKind.REVOCATION);

    private record Place(int level, long index) {}

    private final List<LoggedStatement> statements = new ArrayList<>();
    private final Map<EntryKey, LoggedStatement> byKey = new HashMap<>();
    private final Map<Place, List<Digest>> tiles = new HashMap<>();
    private final NavigableMap<Long, Equivocation> equivocations = new TreeMap<>();
    private final List<LoggedSheet> sheets = new ArrayList<>();
    private final NavigableMap<PairKey, Pair> pairs = new TreeMap<>(KEY_ORDER);
    private final List<Flag> flags = new ArrayList<>();
    private final List<StoredCheckpoint> checkpoints = new ArrayList<>();
    private final Map<String, Instant> watermarks = new HashMap<>();
    private Failing failing = Failing.NEVER;

    synchronized void fail(Failing when) {
        failing = when;
    }

    @Override
    public synchronized LogHead head() {
        failIf(Failing.BEFORE_WRITING);
        return new LogHead(
                statements.size(),
                statements.isEmpty() ? Instant.EPOCH : statements.getLast().loggedAt(),
                flags.size(),
                checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getLast()));
    }

    @Override
    public synchronized List<Digest> hashes(Tile tile) {
        List<Digest> hashes = tiles.get(new Place(tile.level(), tile.index()));
        if (hashes == null || hashes.size() < tile.width()) {
            throw new LogContradictedException("tile " + tile.path() + " is not stored");
        }
        return hashes;
    }

    @Override
    public synchronized Map<EntryKey, LoggedStatement> logged(Collection<EntryKey> keys) {
        return some(byKey, keys);
    }

    @Override
    public synchronized Map<PairKey, Pair> pairs(Collection<PairKey> keys) {
        return some(pairs, keys);
    }

    private static <K, V> Map<K, V> some(Map<K, V> all, Collection<K> keys) {
        Map<K, V> found = new HashMap<>();
        for (K key : keys) {
            V value = all.get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public synchronized List<Pair> overdue(PairStage stage, Duration dueAfterStart, Instant now, int limit) {
        return pairs.values().stream()
                .filter(pair -> isWaiting(pair, stage))
                .filter(pair -> PairingRules.isUnpaired(
                        pair.key().windowStart().plus(dueAfterStart), now, watermarks.get(pair.missing())))
                .sorted(Comparator.comparing(pair -> pair.key().windowStart()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Instant> nextWaitingWindow(PairStage stage, Instant after) {
        return pairs.values().stream()
                .filter(pair -> isWaiting(pair, stage))
                .map(pair -> pair.key().windowStart())
                .filter(start -> start.isAfter(after))
                .min(Comparator.naturalOrder());
    }

    private static boolean isWaiting(Pair pair, PairStage stage) {
        return pair.standing() == PairStanding.WAITING && pair.key().stage() == stage;
    }

    @Override
    public synchronized void append(LogBatch batch) {
        failIf(Failing.BEFORE_WRITING);
        requireFree(batch);
        statements.addAll(batch.statements());
        batch.statements().forEach(statement -> byKey.put(statement.key(), statement));
        batch.tiles()
                .forEach((tile, hashes) -> tiles.merge(
                        new Place(tile.level(), tile.index()),
                        hashes,
                        (old, now) -> old.size() < now.size() ? now : old));
        batch.equivocations().forEach(each -> equivocations.putIfAbsent(each.leafIndex(), each));
        sheets.addAll(batch.sheets());
        batch.pairs().forEach(pair -> pairs.put(pair.key(), pair));
        flags.addAll(batch.flags());
        batch.watermarks()
                .forEach((utility, mark) ->
                        watermarks.merge(utility, mark, (one, other) -> one.isAfter(other) ? one : other));
        batch.checkpoint().ifPresent(checkpoints::add);
        failIf(Failing.AFTER_WRITING);
    }

    private void requireFree(LogBatch batch) {
        boolean leavesFit =
                batch.statements().isEmpty() || batch.statements().getFirst().leafIndex() == statements.size();
        boolean keysFree = batch.statements().stream().noneMatch(statement -> byKey.containsKey(statement.key()));
        boolean flagsFit = batch.flags().isEmpty() || batch.flags().getFirst().number() == flags.size() + 1;
        boolean checkpointFits = batch.checkpoint()
                .map(checkpoint -> checkpoint.number() == checkpoints.size() + 1)
                .orElse(true);
        if (!leavesFit || !keysFree || !flagsFit || !checkpointFits) {
            throw new LogStoreException("the batch was not written", new SQLException("a key is taken", "23505"));
        }
    }

    private void failIf(Failing when) {
        if (failing == when) {
            throw new LogStoreException("the store fails", new SQLException("gone", "08006"));
        }
    }

    @Override
    public synchronized List<LoggedStatement> statements(long fromIndex, int limit) {
        return statements.stream().skip(fromIndex).limit(limit).toList();
    }

    @Override
    public synchronized List<LoggedStatement> documents(long afterIndex, int limit) {
        return statements.stream()
                .filter(statement -> statement.leafIndex() > afterIndex)
                .filter(statement -> DOCUMENTS.contains(statement.key().kind()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Map<PairStanding, Long> standings() {
        Map<PairStanding, Long> counts = new EnumMap<>(PairStanding.class);
        pairs.values().forEach(pair -> counts.merge(pair.standing(), 1L, Long::sum));
        return counts;
    }

    @Override
    public synchronized Map<PairKey, PairStanding> lastFlags(Collection<PairKey> keys) {
        Map<PairKey, PairStanding> last = new HashMap<>();
        for (Flag flag : flags) {
            if (keys.contains(flag.pair())) {
                last.put(flag.pair(), flag.kind());
            }
        }
        return last;
    }

    @Override
    public synchronized List<Flag> flags(String utility, long afterNumber, int limit) {
        return flags.stream()
                .filter(flag -> flag.number() > afterNumber)
                .filter(flag -> flag.pair().first().equals(utility)
                        || flag.pair().second().equals(utility))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long tileCount() {
        return tiles.size();
    }

    @Override
    public synchronized Map<String, Instant> watermarks() {
        return Map.copyOf(watermarks);
    }

    @Override
    public void eachPair(Consumer<Pair> sink) {
        List.copyOf(pairs.values()).forEach(sink);
    }

    @Override
    public void eachFlag(Consumer<Flag> sink) {
        List.copyOf(flags).forEach(sink);
    }

    @Override
    public void eachCheckpoint(Consumer<StoredCheckpoint> sink) {
        List.copyOf(checkpoints).forEach(sink);
    }

    @Override
    public void eachEquivocation(Consumer<Equivocation> sink) {
        List.copyOf(equivocations.values()).forEach(sink);
    }

    @Override
    public void eachSheet(Consumer<LoggedSheet> sink) {
        List.copyOf(sheets).forEach(sink);
    }

    @Override
    public void inSnapshot(Consumer<LogStore> reader) {
        reader.accept(copy());
    }

    private synchronized InMemoryLogStore copy() {
        InMemoryLogStore copy = new InMemoryLogStore();
        copy.statements.addAll(statements);
        copy.byKey.putAll(byKey);
        copy.tiles.putAll(tiles);
        copy.equivocations.putAll(equivocations);
        copy.sheets.addAll(sheets);
        copy.pairs.putAll(pairs);
        copy.flags.addAll(flags);
        copy.checkpoints.addAll(checkpoints);
        copy.watermarks.putAll(watermarks);
        return copy;
    }

    /// Somebody changes a row behind the arbiter's back.
    synchronized void replace(long leafIndex, @Nullable LoggedStatement other) {
        if (other == null) {
            statements.remove((int) leafIndex);
            return;
        }
        statements.set((int) leafIndex, other);
    }
}
