package io.gridpact.arbiter.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.pairing.PairStage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every log store does alike.
abstract class LogStoreContract {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration DUE = Duration.ofHours(1);
    private static final PairKey PAIR = PairKey.of("south", "north", NOW, PairStage.SETTLED, 1);

    /// An empty store.
    abstract LogStore newStore();

    @Test
    void an_empty_log_ends_nowhere() {
        LogStore store = newStore();

        assertThat(store.head()).isEqualTo(LogHead.EMPTY);
        assertThat(store.statements(0, 10)).isEmpty();
        assertThat(store.tileCount()).isZero();
    }

    @Test
    void a_batch_is_read_back_as_it_was_written() {
        LogStore store = newStore();
        LoggedStatement statement = statement(0, "one");
        StoredCheckpoint checkpoint = new StoredCheckpoint(1, NOW, 1, digest("root"), "a note\n\n— sig\n");

        store.append(batch(List.of(statement), List.of(), Optional.of(checkpoint)));

        assertThat(store.head()).isEqualTo(new LogHead(1, statement.loggedAt(), 0, Optional.of(checkpoint)));
        assertThat(store.statements(0, 10))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(statement);
        assertThat(store.logged(List.of(statement.key(), key("other")))).containsOnlyKeys(statement.key());
        assertThat(store.hashes(new Tile(0, 0, 1))).containsExactly(statement.leafHash());
        assertThat(store.watermarks()).containsExactly(Map.entry("north", NOW));
    }

    @Test
    void a_batch_whose_leaf_is_taken_is_not_written_at_all() {
        LogStore store = newStore();
        store.append(batch(List.of(statement(0, "one")), List.of(), Optional.empty()));

        assertThatThrownBy(() -> store.append(
                        batch(List.of(statement(0, "two")), List.of(waiting(digest("a"), null)), Optional.empty())))
                .isInstanceOf(LogStoreException.class);

        assertThat(store.head().size()).isEqualTo(1);
        assertThat(store.pairs(List.of(PAIR))).isEmpty();
    }

    @Test
    void a_batch_whose_submission_key_is_taken_is_not_written_at_all() {
        LogStore store = newStore();
        store.append(batch(List.of(statement(0, "one")), List.of(), Optional.empty()));

        assertThatThrownBy(() -> store.append(batch(List.of(statement(1, "one")), List.of(), Optional.empty())))
                .isInstanceOf(LogStoreException.class);

        assertThat(store.head().size()).isEqualTo(1);
    }

    @Test
    void a_tile_only_grows() {
        LogStore store = newStore();
        List<Digest> two = List.of(digest("a"), digest("b"));

        store.append(tiles(Map.of(new Tile(0, 0, 2), two)));
        store.append(tiles(Map.of(new Tile(0, 0, 1), List.of(digest("c")))));

        assertThat(store.hashes(new Tile(0, 0, 2)).subList(0, 2)).isEqualTo(two);
        assertThatThrownBy(() -> store.hashes(new Tile(0, 0, 3))).isInstanceOf(LogContradictedException.class);
        assertThat(store.tileCount()).isEqualTo(1);
    }

    @Test
    void a_watermark_is_only_raised() {
        LogStore store = newStore();

        store.append(watermark("north", NOW));
        store.append(watermark("north", NOW.minusSeconds(1)));

        assertThat(store.watermarks()).containsExactly(Map.entry("north", NOW));
    }

    @Test
    void the_first_contradiction_is_kept() {
        LogStore store = newStore();
        Equivocation first = new Equivocation(0, digest("first"), new byte[] {1}, NOW);
        Equivocation second = new Equivocation(0, digest("second"), new byte[] {2}, NOW);

        store.append(new LogBatch(
                List.of(statement(0, "one")),
                Map.of(),
                List.of(first),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty()));
        store.append(new LogBatch(
                List.of(), Map.of(), List.of(second), List.of(), List.of(), List.of(), Map.of(), Optional.empty()));

        List<Equivocation> kept = new ArrayList<>();
        store.eachEquivocation(kept::add);
        assertThat(kept).usingRecursiveFieldByFieldElementComparator().containsExactly(first);
    }

    @Test
    void a_pair_is_overdue_when_its_deadline_and_the_missing_sides_watermark_have_passed() {
        LogStore store = newStore();
        Pair waiting = waiting(digest("a"), null);
        store.append(pairs(waiting));
        Instant due = NOW.plus(DUE);

        assertThat(store.overdue(PairStage.SETTLED, DUE, due, 10))
                .as("no word of south")
                .isEmpty();
        store.append(watermark("south", due.minusMillis(1)));
        assertThat(store.overdue(PairStage.SETTLED, DUE, due, 10))
                .as("not complete")
                .isEmpty();
        store.append(watermark("south", due));

        assertThat(store.overdue(PairStage.SETTLED, DUE, due.minusMillis(1), 10))
                .isEmpty();
        assertThat(store.overdue(PairStage.SEALED, DUE, due, 10)).isEmpty();
        assertThat(store.overdue(PairStage.SETTLED, DUE, due, 10)).containsExactly(waiting);
    }

    @Test
    void the_next_waiting_window_is_the_earliest_after_the_instant() {
        LogStore store = newStore();
        store.append(pairs(waiting(digest("a"), null)));

        assertThat(store.nextWaitingWindow(PairStage.SETTLED, NOW.minusMillis(1)))
                .contains(NOW);
        assertThat(store.nextWaitingWindow(PairStage.SETTLED, NOW)).isEmpty();
        assertThat(store.nextWaitingWindow(PairStage.SEALED, NOW.minusMillis(1)))
                .isEmpty();
    }

    @Test
    void a_pair_changes_its_standing_and_the_last_flag_tells_it() {
        LogStore store = newStore();
        Pair matched = new Pair(PAIR, digest("a"), digest("a"), PairStanding.MATCHED);
        Flag unpairedFlag = new Flag(1, PairStanding.UNPAIRED, PAIR, NOW);
        Flag matchedFlag = new Flag(2, PairStanding.MATCHED, PAIR, NOW);

        store.append(flagged(waiting(null, digest("a")).as(PairStanding.UNPAIRED), unpairedFlag));
        store.append(flagged(matched, matchedFlag));

        List<Flag> flags = new ArrayList<>();
        store.eachFlag(flags::add);
        assertThat(flags).containsExactly(unpairedFlag, matchedFlag);
        assertThat(store.pairs(List.of(PAIR))).containsEntry(PAIR, matched);
        assertThat(store.lastFlags(List.of(PAIR))).containsEntry(PAIR, PairStanding.MATCHED);
        assertThat(store.standings()).containsExactly(Map.entry(PairStanding.MATCHED, 1L));
        assertThat(store.head().lastFlag()).isEqualTo(2);
    }

    @Test
    void a_sheet_root_is_listed_with_its_leaf() {
        LogStore store = newStore();
        LoggedSheet sheet = new LoggedSheet("north", Direction.INJECTION, NOW, 1, 0, digest("sheet"));

        store.append(new LogBatch(
                List.of(statement(0, "one")),
                Map.of(),
                List.of(),
                List.of(sheet),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty()));

        List<LoggedSheet> sheets = new ArrayList<>();
        store.eachSheet(sheets::add);
        assertThat(sheets).containsExactly(sheet);
    }

    @Test
    void a_snapshot_does_not_see_what_is_appended_meanwhile() {
        LogStore store = newStore();
        store.append(batch(List.of(statement(0, "one")), List.of(), Optional.empty()));

        store.inSnapshot(snapshot -> {
            assertThat(snapshot.head().size()).isEqualTo(1);
            store.append(batch(List.of(statement(1, "two")), List.of(), Optional.empty()));
            assertThat(snapshot.head().size()).isEqualTo(1);
            assertThat(snapshot.statements(0, 10)).hasSize(1);
        });

        assertThat(store.head().size()).isEqualTo(2);
    }

    private static LoggedStatement statement(long index, String what) {
        return new LoggedStatement(
                key(what),
                index,
                NOW.plusMillis(index),
                digest("statement " + what),
                digest("leaf " + what + index),
                what.getBytes(StandardCharsets.UTF_8),
                new byte[] {1, 2, 3});
    }

    private static EntryKey key(String what) {
        return new EntryKey("north", LogEntryKind.JOURNAL_ROOT, what);
    }

    private static Pair waiting(@Nullable Digest north, @Nullable Digest south) {
        return new Pair(PAIR, north, south, PairStanding.WAITING);
    }

    private static LogBatch batch(
            List<LoggedStatement> statements, List<Pair> pairs, Optional<StoredCheckpoint> checkpoint) {
        Map<Tile, List<Digest>> tiles = statements.isEmpty()
                ? Map.of()
                : Map.of(new Tile(0, 0, 1), List.of(statements.getFirst().leafHash()));
        return new LogBatch(
                statements, tiles, List.of(), List.of(), pairs, List.of(), Map.of("north", NOW), checkpoint);
    }

    private static LogBatch tiles(Map<Tile, List<Digest>> tiles) {
        return new LogBatch(List.of(), tiles, List.of(), List.of(), List.of(), List.of(), Map.of(), Optional.empty());
    }

    private static LogBatch watermark(String utility, Instant completeTo) {
        return new LogBatch(
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(utility, completeTo),
                Optional.empty());
    }

    private static LogBatch pairs(Pair pair) {
        return new LogBatch(
                List.of(), Map.of(), List.of(), List.of(), List.of(pair), List.of(), Map.of(), Optional.empty());
    }

    private static LogBatch flagged(Pair pair, Flag flag) {
        return new LogBatch(
                List.of(), Map.of(), List.of(), List.of(), List.of(pair), List.of(flag), Map.of(), Optional.empty());
    }

    private static Digest digest(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
