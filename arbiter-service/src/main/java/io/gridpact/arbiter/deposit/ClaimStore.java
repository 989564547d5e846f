package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Claims' rows.
final class ClaimStore {

    /// Claims that [#between] gives at once: each may come with a status and 120 readings.
    static final int MAX_PAGE = 10;

    private static final String COLUMNS =
            "claim_number, statement, received_at_millis, refused, standing, evidence from status_claim ";

    private static final String INSERT = """
            insert into status_claim (claim_digest, claimant, utility, direction, window_start_millis, subject,
                statement, received_at_millis)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private static final String BETWEEN = "select " + COLUMNS + """
            where window_start_millis = ? and (claimant = ? and utility = ? or claimant = ? and utility = ?)
                and claim_number > ?
            order by claim_number limit ?""";

    private static final String OPEN = """
            select 1 from status_claim
            where window_start_millis = ? and (claimant = ? and utility = ? or claimant = ? and utility = ?)
                and direction = ? and standing is null limit 1""";

    private final DataSource database;

    ClaimStore(DataSource database) {
        this.database = database;
    }

    @FunctionalInterface
    private interface Use<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /// Keeps a claim; the first about a trade's side stays.
    void keep(StatusClaim claim, Envelope envelope, Instant now) {
        using(INSERT, insert -> {
            insert.setBytes(1, claim.digest().bytes());
            insert.setString(2, claim.utility());
            insert.setString(3, claim.peer());
            insert.setString(4, claim.direction().name());
            insert.setLong(5, claim.windowStart().toEpochMilli());
            insert.setBytes(6, claim.subject().bytes());
            insert.setBytes(7, EnvelopeWire.encode(envelope));
            insert.setLong(8, now.toEpochMilli());
            return insert.executeUpdate();
        });
    }

    /// How many claims a utility has made against another for a window.
    long count(String claimant, String utility, Instant windowStart) {
        return using(
                "select count(*) from status_claim where window_start_millis = ? and claimant = ? and utility = ?",
                query -> {
                    query.setLong(1, windowStart.toEpochMilli());
                    query.setString(2, claimant);
                    query.setString(3, utility);
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
    }

    Optional<StoredClaim> byDigest(Digest claim) {
        return using("select " + COLUMNS + "where claim_digest = ?", query -> {
            query.setBytes(1, claim.bytes());
            return read(query).stream().findFirst();
        });
    }

    /// Claims of two utilities of each other, in the order in which they came; at most [#MAX_PAGE].
    List<StoredClaim> between(String one, String other, Instant windowStart, long afterNumber) {
        return using(BETWEEN, query -> {
            bindPair(query, one, other, windowStart);
            query.setLong(6, afterNumber);
            query.setInt(7, MAX_PAGE);
            return read(query);
        });
    }

    /// Whether any of their claims against sides of that direction is open.
    boolean isAnyOpen(String one, String other, Instant windowStart, Direction direction) {
        return using(OPEN, query -> {
            bindPair(query, one, other, windowStart);
            query.setString(6, direction.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        });
    }

    void eachClaim(Consumer<StoredClaim> sink) {
        using("select " + COLUMNS + "order by claim_number", query -> {
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    sink.accept(stored(row));
                }
            }
            return true;
        });
    }

    /// Notes that what was deposited does not hold.
    void refuse(Digest claim) {
        using("update status_claim set refused = true where claim_digest = ? and standing is null", update -> {
            update.setBytes(1, claim.bytes());
            return update.executeUpdate();
        });
    }

    /// What was said first stays.
    ///
    /// @param evidence what the claimant is to be shown
    void decide(Digest claim, Envelope standing, byte @Nullable [] evidence) {
        using(
                "update status_claim set standing = ?, evidence = ? where claim_digest = ? and standing is null",
                update -> {
                    update.setBytes(1, EnvelopeWire.encode(standing));
                    update.setBytes(2, evidence);
                    update.setBytes(3, claim.bytes());
                    return update.executeUpdate();
                });
    }

    /// Forgets what was shown to that claimant.
    void forget(String claimant, Collection<Digest> claims) {
        using("update status_claim set evidence = null where claimant = ? and claim_digest = any (?)", update -> {
            update.setString(1, claimant);
            update.setArray(
                    2,
                    update.getConnection()
                            .createArrayOf(
                                    "bytea", claims.stream().map(Digest::bytes).toArray(byte[][]::new)));
            return update.executeUpdate();
        });
    }

    /// Forgets what nobody has fetched of windows that began before.
    void forgetBefore(Instant windowStart) {
        using(
                "update status_claim set evidence = null where evidence is not null and window_start_millis < ?",
                update -> {
                    update.setLong(1, windowStart.toEpochMilli());
                    return update.executeUpdate();
                });
    }

    private static void bindPair(PreparedStatement query, String one, String other, Instant windowStart)
            throws SQLException {
        query.setLong(1, windowStart.toEpochMilli());
        query.setString(2, one);
        query.setString(3, other);
        query.setString(4, other);
        query.setString(5, one);
    }

    private static List<StoredClaim> read(PreparedStatement query) throws SQLException {
        List<StoredClaim> claims = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                claims.add(stored(row));
            }
        }
        return claims;
    }

    private static StoredClaim stored(ResultSet row) throws SQLException {
        return new StoredClaim(
                row.getLong(1),
                row.getBytes(2),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getBoolean(4),
                row.getBytes(5),
                row.getBytes(6));
    }

    private <T> T using(String sql, Use<T> use) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return use.apply(statement);
        } catch (SQLException failure) {
            throw new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", "claims cannot be kept now"), failure);
        }
    }
}
