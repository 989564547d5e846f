package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The sheet roots that a pair's settlements rely on: for each trade the seller utility's of what was injected and the
/// buyer utility's of what was consumed.
final class ReliedRoots {

    /// A sheet root as this utility holds it.
    record Relied(String utility, Direction direction, Instant windowStart, long revision, Digest statement) {}

    /// A side's trades rest on this utility's root of that direction and the peer's of the other.
    private static final String RELIED = """
            from settlement_side s
            join sheet_root r on r.window_start = s.window_start
                and (r.utility = ? and r.direction = s.direction or r.utility = s.peer and r.direction <> s.direction)
                and not exists (select from sheet_root h where h.utility = r.utility and h.direction = r.direction
                    and h.window_start = r.window_start and h.revision > r.revision)
            where s.window_start = ? and s.peer = ?""";

    private ReliedRoots() {}

    static List<Digest> of(Connection connection, String utility, Pair pair) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select distinct r.statement_digest " + RELIED)) {
            bind(query, utility, pair);
            List<Digest> statements = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    statements.add(Digest.of(rows.getBytes(1)));
                }
            }
            return statements;
        }
    }

    /// What the arbiter has said of them since it was asked for this pair.
    enum Answer {
        /// Not all is said yet.
        MISSING,
        /// Each is the highest revision in the log.
        HIGHEST,
        /// The log holds another, or a higher one.
        SUPERSEDED
    }

    static Answer answer(Connection connection, String utility, Pair pair) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select coalesce(bool_and(r.answered_at is not null and r.answered_at >= p.asked_at), false),
                    coalesce(bool_and(r.highest_revision = r.revision and r.highest_statement = r.statement_digest),
                        false)
                from settlement_pair p, lateral (select distinct r.* """ + RELIED + """
                ) r where p.window_start = ? and p.peer = ?""")) {
            bind(query, utility, pair);
            query.setLong(4, pair.startMillis());
            query.setString(5, pair.peer());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    return Answer.MISSING;
                }
                return row.getBoolean(2) ? Answer.HIGHEST : Answer.SUPERSEDED;
            }
        }
    }

    static Optional<Relied> byStatement(Connection connection, Digest statement) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select utility, direction, window_start, revision from sheet_root where statement_digest = ?""")) {
            query.setBytes(1, statement.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Relied(
                                row.getString(1),
                                Direction.valueOf(row.getString(2)),
                                Instant.ofEpochMilli(row.getLong(3)),
                                row.getLong(4),
                                statement))
                        : Optional.empty();
            }
        }
    }

    private static void bind(PreparedStatement query, String utility, Pair pair) throws SQLException {
        query.setString(1, utility);
        query.setLong(2, pair.startMillis());
        query.setString(3, pair.peer());
    }
}
