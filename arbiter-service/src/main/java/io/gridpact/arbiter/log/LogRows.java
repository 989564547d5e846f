package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.pairing.PairStage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of the log's tables to records.
final class LogRows {

    private LogRows() {}

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static Digest digest(ResultSet row, String column) throws SQLException {
        return Digest.of(row.getBytes(column));
    }

    static LoggedStatement statement(ResultSet row) throws SQLException {
        return new LoggedStatement(
                new EntryKey(
                        row.getString("sender"),
                        LogEntryKind.valueOf(row.getString("kind")),
                        row.getString("submission_key")),
                row.getLong("leaf_index"),
                instant(row, "logged_at_millis"),
                digest(row, "statement_digest"),
                digest(row, "leaf_hash"),
                row.getBytes("statement"),
                row.getBytes("receipt"));
    }

    static PairKey pairKey(ResultSet row) throws SQLException {
        return new PairKey(
                row.getString("first_utility"),
                row.getString("second_utility"),
                instant(row, "window_start_millis"),
                PairStage.valueOf(row.getString("stage")),
                row.getLong("pair_number"));
    }

    /// The five columns that a pair is asked for by.
    static void fillPairKeys(Columns<PairKey> columns) throws SQLException {
        columns.texts(PairKey::first)
                .texts(PairKey::second)
                .integers(key -> key.windowStart().toEpochMilli())
                .texts(key -> key.stage().name())
                .integers(PairKey::number);
    }

    static Pair pair(ResultSet row) throws SQLException {
        return new Pair(
                pairKey(row),
                digestOrNull(row, "first_digest"),
                digestOrNull(row, "second_digest"),
                PairStanding.valueOf(row.getString("standing")));
    }

    static Flag flag(ResultSet row) throws SQLException {
        return new Flag(
                row.getLong("flag_number"),
                PairStanding.valueOf(row.getString("kind")),
                pairKey(row),
                instant(row, "flagged_at_millis"));
    }

    static StoredCheckpoint checkpoint(ResultSet row) throws SQLException {
        return new StoredCheckpoint(
                row.getLong("checkpoint_number"),
                instant(row, "signed_at_millis"),
                row.getLong("tree_size"),
                digest(row, "root"),
                row.getString("note"));
    }

    static Equivocation equivocation(ResultSet row) throws SQLException {
        return new Equivocation(
                row.getLong("leaf_index"),
                digest(row, "statement_digest"),
                row.getBytes("statement"),
                instant(row, "received_at_millis"));
    }

    static LoggedSheet sheet(ResultSet row) throws SQLException {
        return new LoggedSheet(
                row.getString("utility"),
                Direction.valueOf(row.getString("direction")),
                instant(row, "window_start_millis"),
                row.getLong("revision"),
                row.getLong("leaf_index"),
                digest(row, "statement_digest"));
    }

    static Map.Entry<String, Instant> watermark(ResultSet row) throws SQLException {
        return Map.entry(row.getString("utility"), instant(row, "complete_to_millis"));
    }

    static List<Digest> hashes(byte[] joined) {
        List<Digest> hashes = new ArrayList<>(joined.length / Digest.BYTES);
        for (int from = 0; from < joined.length; from += Digest.BYTES) {
            hashes.add(Digest.of(Arrays.copyOfRange(joined, from, from + Digest.BYTES)));
        }
        return hashes;
    }

    private static @Nullable Digest digestOrNull(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : Digest.of(bytes);
    }
}
