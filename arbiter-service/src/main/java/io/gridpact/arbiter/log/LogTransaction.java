package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.Tile;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a batch with one statement a table, however many rows it has. A key that is already taken fails the whole.
final class LogTransaction {

    private static final String INSERT_STATEMENTS = """
            insert into log_entry (leaf_index, logged_at_millis, kind, sender, submission_key, statement_digest,
                leaf_hash, statement, receipt)
            select * from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[],
                ?::bytea[], ?::bytea[])""";

    private static final String PUT_TILES = """
            insert into tile (level, tile_index, width, hashes)
            select * from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])
            on conflict (level, tile_index) do update set width = excluded.width, hashes = excluded.hashes
            where tile.width < excluded.width""";

    /// The first contradiction is kept and proves as much as all of them: a sender cannot fill the table.
    private static final String INSERT_EQUIVOCATIONS = """
            insert into equivocation (leaf_index, statement_digest, statement, received_at_millis)
            select * from unnest(?::bigint[], ?::bytea[], ?::bytea[], ?::bigint[])
            on conflict do nothing""";

    private static final String INSERT_SHEETS = """
            insert into sheet_root (utility, direction, window_start_millis, revision, leaf_index, statement_digest)
            select * from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])""";

    private static final String PUT_PAIRS = """
            insert into pair_standing (first_utility, second_utility, window_start_millis, stage, pair_number,
                first_digest, second_digest, standing)
            select * from unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bytea[], ?::bytea[],
                ?::text[])
            on conflict (first_utility, second_utility, window_start_millis, stage, pair_number) do update
            set first_digest = excluded.first_digest, second_digest = excluded.second_digest,
                standing = excluded.standing""";

    private static final String INSERT_FLAGS = """
            insert into flag (flag_number, kind, first_utility, second_utility, window_start_millis, stage,
                pair_number, flagged_at_millis)
            select * from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[],
                ?::bigint[])""";

    private static final String RAISE_WATERMARKS = """
            insert into watermark (utility, complete_to_millis)
            select * from unnest(?::text[], ?::bigint[])
            on conflict (utility) do update set complete_to_millis = excluded.complete_to_millis
            where watermark.complete_to_millis < excluded.complete_to_millis""";

    private static final String INSERT_CHECKPOINT = """
            insert into checkpoint (checkpoint_number, signed_at_millis, tree_size, root, note)
            values (?, ?, ?, ?, ?)""";

    @FunctionalInterface
    private interface Filling<R> {
        void fill(Columns<R> columns) throws SQLException;
    }

    private final Connection connection;

    LogTransaction(Connection connection) {
        this.connection = connection;
    }

    void write(LogBatch batch) throws SQLException {
        put(INSERT_STATEMENTS, batch.statements(), LogTransaction::fillStatements);
        put(PUT_TILES, batch.tiles().entrySet(), LogTransaction::fillTiles);
        put(INSERT_EQUIVOCATIONS, batch.equivocations(), LogTransaction::fillEquivocations);
        put(INSERT_SHEETS, batch.sheets(), LogTransaction::fillSheets);
        put(PUT_PAIRS, batch.pairs(), LogTransaction::fillPairs);
        put(INSERT_FLAGS, batch.flags(), LogTransaction::fillFlags);
        put(RAISE_WATERMARKS, batch.watermarks().entrySet(), columns -> columns.texts(Map.Entry::getKey)
                .integers(entry -> entry.getValue().toEpochMilli()));
        if (batch.checkpoint().isPresent()) {
            insert(batch.checkpoint().get());
        }
    }

    private <R> void put(String sql, Collection<R> rows, Filling<R> filling) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            filling.fill(new Columns<>(statement, rows));
            statement.executeUpdate();
        }
    }

    private void insert(StoredCheckpoint checkpoint) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CHECKPOINT)) {
            statement.setLong(1, checkpoint.number());
            statement.setLong(2, checkpoint.signedAt().toEpochMilli());
            statement.setLong(3, checkpoint.treeSize());
            statement.setBytes(4, checkpoint.root().bytes());
            statement.setString(5, checkpoint.note());
            statement.executeUpdate();
        }
    }

    private static void fillStatements(Columns<LoggedStatement> columns) throws SQLException {
        columns.integers(LoggedStatement::leafIndex)
                .integers(row -> row.loggedAt().toEpochMilli())
                .texts(row -> row.key().kind().name())
                .texts(row -> row.key().sender())
                .texts(row -> row.key().text())
                .bytes(row -> row.statementDigest().bytes())
                .bytes(row -> row.leafHash().bytes())
                .bytes(LoggedStatement::statement)
                .bytes(LoggedStatement::receipt);
    }

    private static void fillTiles(Columns<Map.Entry<Tile, List<Digest>>> columns) throws SQLException {
        columns.integers(row -> row.getKey().level())
                .integers(row -> row.getKey().index())
                .integers(row -> row.getKey().width())
                .bytes(row -> joined(row.getValue()));
    }

    private static void fillEquivocations(Columns<Equivocation> columns) throws SQLException {
        columns.integers(Equivocation::leafIndex)
                .bytes(row -> row.statementDigest().bytes())
                .bytes(Equivocation::statement)
                .integers(row -> row.receivedAt().toEpochMilli());
    }

    private static void fillSheets(Columns<LoggedSheet> columns) throws SQLException {
        columns.texts(LoggedSheet::utility)
                .texts(row -> row.direction().name())
                .integers(row -> row.windowStart().toEpochMilli())
                .integers(LoggedSheet::revision)
                .integers(LoggedSheet::leafIndex)
                .bytes(row -> row.statementDigest().bytes());
    }

    private static void fillPairs(Columns<Pair> columns) throws SQLException {
        columns.texts(row -> row.key().first())
                .texts(row -> row.key().second())
                .integers(row -> row.key().windowStart().toEpochMilli())
                .texts(row -> row.key().stage().name())
                .integers(row -> row.key().number())
                .bytes(row -> bytes(row.firstDigest()))
                .bytes(row -> bytes(row.secondDigest()))
                .texts(row -> row.standing().name());
    }

    private static void fillFlags(Columns<Flag> columns) throws SQLException {
        columns.integers(Flag::number)
                .texts(row -> row.kind().name())
                .texts(row -> row.pair().first())
                .texts(row -> row.pair().second())
                .integers(row -> row.pair().windowStart().toEpochMilli())
                .texts(row -> row.pair().stage().name())
                .integers(row -> row.pair().number())
                .integers(row -> row.flaggedAt().toEpochMilli());
    }

    private static byte @Nullable [] bytes(@Nullable Digest digest) {
        return digest == null ? null : digest.bytes();
    }

    private static byte[] joined(List<Digest> hashes) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(hashes.size() * Digest.BYTES);
        hashes.forEach(hash -> joined.writeBytes(hash.bytes()));
        return joined.toByteArray();
    }
}
