package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.pairing.PairStage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// The log in PostgreSQL. Holds no session state and no locks across statements: what two writers would both do, the
/// keys of leaves, flags and checkpoints exclude.
public final class PostgresLogStore implements LogStore {

    private static final int MAX_ATTEMPTS = 5;
    private static final int ROWS_PER_FETCH = 500;
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    private static final String HEAD = """
            select coalesce((select max(leaf_index) + 1 from log_entry), 0) as size,
                coalesce((select logged_at_millis from log_entry order by leaf_index desc limit 1), 0) as last_millis,
                coalesce((select max(flag_number) from flag), 0) as last_flag""";

    private static final String OVERDUE = """
            select pair_standing.* from pair_standing
            join watermark on watermark.utility = case when first_digest is null
                then first_utility else second_utility end
            where standing = 'WAITING' and stage = ? and window_start_millis <= ?
                and complete_to_millis >= window_start_millis + ?
            order by window_start_millis, first_utility, second_utility, pair_number limit ?""";

    private static final String NEXT_WAITING = """
            select min(window_start_millis) from pair_standing
            where standing = 'WAITING' and stage = ? and window_start_millis > ?""";

    private static final String LOGGED = """
            select log_entry.* from log_entry
            join unnest(?::text[], ?::text[], ?::text[]) as wanted (sender, kind, submission_key)
            using (sender, kind, submission_key)""";

    private static final String PAIRS = """
            select pair_standing.* from pair_standing
            join unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
                as wanted (first_utility, second_utility, window_start_millis, stage, pair_number)
            using (first_utility, second_utility, window_start_millis, stage, pair_number)""";

    /// Reads of one row, or of a few.
    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private final DataSource dataSource;

    public PostgresLogStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public LogHead head() {
        List<StoredCheckpoint> last = list(
                "select * from checkpoint order by checkpoint_number desc limit 1", none -> {}, LogRows::checkpoint);
        return list(
                        HEAD,
                        none -> {},
                        row -> new LogHead(
                                row.getLong("size"),
                                LogRows.instant(row, "last_millis"),
                                row.getLong("last_flag"),
                                last.stream().findFirst()))
                .getFirst();
    }

    @Override
    public List<Digest> hashes(Tile tile) {
        List<List<Digest>> found = list(
                "select hashes from tile where level = ? and tile_index = ?",
                statement -> {
                    statement.setInt(1, tile.level());
                    statement.setLong(2, tile.index());
                },
                row -> LogRows.hashes(row.getBytes("hashes")));
        if (found.isEmpty() || found.getFirst().size() < tile.width()) {
            throw new LogContradictedException("tile " + tile.path() + " is not stored");
        }
        return found.getFirst().subList(0, tile.width());
    }

    @Override
    public Map<EntryKey, LoggedStatement> logged(Collection<EntryKey> keys) {
        Map<EntryKey, LoggedStatement> found = new HashMap<>();
        if (!keys.isEmpty()) {
            list(
                            LOGGED,
                            statement -> new Columns<>(statement, keys)
                                    .texts(EntryKey::sender)
                                    .texts(key -> key.kind().name())
                                    .texts(EntryKey::text),
                            LogRows::statement)
                    .forEach(row -> found.put(row.key(), row));
        }
        return found;
    }

    @Override
    public Map<PairKey, Pair> pairs(Collection<PairKey> keys) {
        Map<PairKey, Pair> found = new HashMap<>();
        if (!keys.isEmpty()) {
            list(
                            PAIRS,
                            statement -> new Columns<>(statement, keys)
                                    .texts(PairKey::first)
                                    .texts(PairKey::second)
                                    .integers(key -> key.windowStart().toEpochMilli())
                                    .texts(key -> key.stage().name())
                                    .integers(PairKey::number),
                            LogRows::pair)
                    .forEach(pair -> found.put(pair.key(), pair));
        }
        return found;
    }

    @Override
    public List<Pair> overdue(PairStage stage, Duration dueAfterStart, Instant now, int limit) {
        return list(
                OVERDUE,
                statement -> {
                    statement.setString(1, stage.name());
                    statement.setLong(2, now.minus(dueAfterStart).toEpochMilli());
                    statement.setLong(3, dueAfterStart.toMillis());
                    statement.setInt(4, limit);
                },
                LogRows::pair);
    }

    @Override
    public Optional<Instant> nextWaitingWindow(PairStage stage, Instant after) {
        Optional<Long> millis = list(
                        NEXT_WAITING,
                        statement -> {
                            statement.setString(1, stage.name());
                            statement.setLong(2, after.toEpochMilli());
                        },
                        row -> Optional.ofNullable(row.getObject(1, Long.class)))
                .getFirst();
        return millis.map(Instant::ofEpochMilli);
    }

    @Override
    public List<LoggedStatement> statements(long fromIndex, int limit) {
        return list(
                "select * from log_entry where leaf_index >= ? order by leaf_index limit ?",
                statement -> {
                    statement.setLong(1, fromIndex);
                    statement.setInt(2, limit);
                },
                LogRows::statement);
    }

    @Override
    public Map<String, Instant> watermarks() {
        Map<String, Instant> watermarks = new HashMap<>();
        each("select * from watermark", LogRows::watermark, mark -> watermarks.put(mark.getKey(), mark.getValue()));
        return watermarks;
    }

    @Override
    public Map<PairStanding, Long> standings() {
        Map<PairStanding, Long> counts = new EnumMap<>(PairStanding.class);
        each(
                "select standing, count(*) as pairs from pair_standing group by standing",
                row -> Map.entry(PairStanding.valueOf(row.getString("standing")), row.getLong("pairs")),
                count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    @Override
    public void eachPair(Consumer<Pair> sink) {
        each("""
                select * from pair_standing
                order by first_utility, second_utility, window_start_millis, stage, pair_number""", LogRows::pair, sink);
    }

    @Override
    public void eachFlag(Consumer<Flag> sink) {
        each("select * from flag order by flag_number", LogRows::flag, sink);
    }

    @Override
    public void eachCheckpoint(Consumer<StoredCheckpoint> sink) {
        each("select * from checkpoint order by checkpoint_number", LogRows::checkpoint, sink);
    }

    @Override
    public void eachEquivocation(Consumer<Equivocation> sink) {
        each("select * from equivocation order by leaf_index", LogRows::equivocation, sink);
    }

    @Override
    public void eachSheet(Consumer<LoggedSheet> sink) {
        each("select * from sheet_root order by leaf_index", LogRows::sheet, sink);
    }

    @Override
    public void append(LogBatch batch) {
        for (int attempt = 1; ; attempt++) {
            try {
                appendOnce(batch);
                return;
            } catch (SQLException failure) {
                if (attempt == MAX_ATTEMPTS || !mayBeRepeated(failure)) {
                    throw new LogStoreException("the batch was not written", failure);
                }
            }
        }
    }

    private static boolean mayBeRepeated(SQLException failure) {
        return SERIALIZATION_FAILURE.equals(failure.getSQLState()) || DEADLOCK.equals(failure.getSQLState());
    }

    private void appendOnce(LogBatch batch) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                new LogTransaction(connection).write(batch);
                connection.commit();
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private <T> List<T> list(String sql, Parameters parameters, Reading<T> reading) {
        List<T> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.set(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(reading.read(row));
                }
            }
            return rows;
        } catch (SQLException failure) {
            throw new LogStoreException("the log was not read", failure);
        }
    }

    /// A cursor needs a transaction; its rows come in portions, so that a long log fits a small heap.
    private <T> void each(String sql, Reading<T> reading, Consumer<T> sink) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(ROWS_PER_FETCH);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        sink.accept(reading.read(row));
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw new LogStoreException("the log was not read", failure);
        }
    }
}
