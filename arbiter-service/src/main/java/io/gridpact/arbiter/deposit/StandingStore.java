package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SheetStanding.LoggedRoot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// What the log's tables say of sides that are silent or late.
final class StandingStore {

    private static final String ROOTS = """
            select s.revision, s.statement_digest, e.logged_at_millis from sheet_root s
            join log_entry e on e.leaf_index = s.leaf_index
            where s.utility = ? and s.direction = ? and s.window_start_millis = ? and s.revision <= ?
            order by s.revision""";

    private static final String HAVE_A_PAIR_DIGEST = """
            select 1 from pair_standing where first_utility = ? and second_utility = ? and window_start_millis = ?
            limit 1""";

    private final DataSource database;

    StandingStore(DataSource database) {
        this.database = database;
    }

    @FunctionalInterface
    private interface Use<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /// Sheet roots in the log, by revision ascending.
    List<LoggedRoot> roots(String utility, Direction direction, Instant windowStart) {
        return using(ROOTS, query -> {
            query.setString(1, utility);
            query.setString(2, direction.name());
            query.setLong(3, windowStart.toEpochMilli());
            query.setLong(4, SheetRoot.LATE_REVISION);
            List<LoggedRoot> roots = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    roots.add(new LoggedRoot(
                            row.getLong(1), Digest.of(row.getBytes(2)), Instant.ofEpochMilli(row.getLong(3))));
                }
            }
            return roots;
        });
    }

    boolean haveAPairDigest(String one, String other, Instant windowStart) {
        boolean sorted = one.compareTo(other) <= 0;
        return using(HAVE_A_PAIR_DIGEST, query -> {
            query.setString(1, sorted ? one : other);
            query.setString(2, sorted ? other : one);
            query.setLong(3, windowStart.toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        });
    }

    /// When the last checkpoint of all was signed.
    Optional<Instant> lastCheckpoint() {
        return using("select max(signed_at_millis) from checkpoint", query -> {
            try (ResultSet row = query.executeQuery()) {
                row.next();
                long millis = row.getLong(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
            }
        });
    }

    private <T> T using(String sql, Use<T> use) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return use.apply(statement);
        } catch (SQLException failure) {
            throw new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", "the log cannot be read now"), failure);
        }
    }
}
