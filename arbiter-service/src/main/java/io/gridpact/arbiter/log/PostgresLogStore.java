package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.pairing.PairStage;
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

    /// Reads of one row, or of a few.
    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private final LogSessions sessions;

    public PostgresLogStore(DataSource dataSource) {
        this(LogSessions.of(dataSource));
    }

    private PostgresLogStore(LogSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public LogHead head() {
        List<StoredCheckpoint> last = list(
                "select * from checkpoint order by checkpoint_number desc limit 1", none -> {}, LogRows::checkpoint);
        return list(
                        LogQueries.HEAD,
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
                            LogQueries.LOGGED,
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
            list(LogQueries.PAIRS, statement -> LogRows.fillPairKeys(new Columns<>(statement, keys)), LogRows::pair)
                    .forEach(pair -> found.put(pair.key(), pair));
        }
        return found;
    }

    @Override
    public List<Pair> overdue(PairStage stage, Duration dueAfterStart, Instant now, int limit) {
        return list(
                LogQueries.OVERDUE,
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
                        LogQueries.NEXT_WAITING,
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
    public List<LoggedStatement> documents(long afterIndex, int limit) {
        return list(
                LogQueries.DOCUMENTS,
                statement -> {
                    statement.setLong(1, afterIndex);
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
    public Map<PairKey, PairStanding> lastFlags(Collection<PairKey> keys) {
        Map<PairKey, PairStanding> found = new HashMap<>();
        if (!keys.isEmpty()) {
            list(
                            LogQueries.LAST_FLAGS,
                            statement -> LogRows.fillPairKeys(new Columns<>(statement, keys)),
                            LogRows::flag)
                    .forEach(flag -> found.put(flag.pair(), flag.kind()));
        }
        return found;
    }

    @Override
    public long tileCount() {
        return list("select count(*) from tile", none -> {}, row -> row.getLong(1))
                .getFirst();
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
    public void inSnapshot(Consumer<LogStore> reader) {
        try {
            sessions.inSnapshot(snapshot -> reader.accept(new PostgresLogStore(snapshot)));
        } catch (SQLException failure) {
            throw new LogStoreException("the log was not read", failure);
        }
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
        sessions.inTransaction(connection -> {
            new LogTransaction(connection).write(batch);
            return batch;
        });
    }

    private <T> List<T> list(String sql, Parameters parameters, Reading<T> reading) {
        try {
            return sessions.using(connection -> {
                List<T> rows = new ArrayList<>();
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    parameters.set(statement);
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            rows.add(reading.read(row));
                        }
                    }
                }
                return rows;
            });
        } catch (SQLException failure) {
            throw new LogStoreException("the log was not read", failure);
        }
    }

    /// A cursor needs a transaction; its rows come in portions, so that a long log fits a small heap.
    private <T> void each(String sql, Reading<T> reading, Consumer<T> sink) {
        try {
            sessions.inTransaction(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setFetchSize(ROWS_PER_FETCH);
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            sink.accept(reading.read(row));
                        }
                    }
                }
                return sql;
            });
        } catch (SQLException failure) {
            throw new LogStoreException("the log was not read", failure);
        }
    }
}
