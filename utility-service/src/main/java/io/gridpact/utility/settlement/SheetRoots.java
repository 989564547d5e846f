package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sheet roots' rows: this utility's, and those that peers have shown.
final class SheetRoots {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "sheet_root");

    /// A sheet root with the arbiter's receipt for it.
    record Logged(Envelope root, Envelope receipt) {}

    private SheetRoots() {}

    private static final String INSERT = """
            insert into sheet_root (utility, direction, window_start, revision, root, statement_digest, envelope,
                log_receipt, logged_at, overdue) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (utility, direction, window_start, revision) do nothing""";

    /// This utility's own, whose receipt comes with its submission.
    static void insertOwn(Connection connection, SheetRoot root, Envelope statement) throws SQLException {
        insert(connection, root, statement, null, null, false);
    }

    /// @return whether it was new
    static boolean insertShown(Connection connection, ShownRoot shown) throws SQLException {
        return insert(
                connection, shown.root(), shown.statement(), shown.receipt(), shown.loggedAt(), shown.isOverdue());
    }

    private static boolean insert(
            Connection connection,
            SheetRoot root,
            Envelope statement,
            @Nullable Envelope receipt,
            @Nullable Instant loggedAt,
            boolean overdue)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, root.utility());
            insert.setString(2, root.direction().name());
            insert.setLong(3, root.windowStart().toEpochMilli());
            insert.setLong(4, root.revision());
            insert.setBytes(5, root.root().bytes());
            insert.setBytes(6, statement.digest().bytes());
            insert.setBytes(7, EnvelopeWire.encode(statement));
            insert.setBytes(8, receipt == null ? null : EnvelopeWire.encode(receipt));
            insert.setObject(9, loggedAt == null ? null : loggedAt.toEpochMilli());
            insert.setBoolean(10, overdue);
            return insert.executeUpdate() == 1;
        }
    }

    /// Which statement is held under a key.
    static Optional<Digest> statement(
            Connection connection, String utility, Direction direction, Instant windowStart, long revision)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select statement_digest from sheet_root
                where utility = ? and direction = ? and window_start = ? and revision = ?""")) {
            query.setString(1, utility);
            query.setString(2, direction.name());
            query.setLong(3, windowStart.toEpochMilli());
            query.setLong(4, revision);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(Digest.of(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /// This utility's own root of a round, once the arbiter has logged it.
    static Optional<Logged> ownLogged(Connection connection, String utility, Round round) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select r.envelope, s.log_receipt from sheet_root r
                join submission s on s.statement_digest = r.statement_digest
                where r.utility = ? and r.direction = ? and r.window_start = ? and r.revision = ?
                    and s.log_receipt is not null""")) {
            query.setString(1, utility);
            query.setString(2, round.direction().name());
            query.setLong(3, round.startMillis());
            query.setLong(4, round.revision());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Logged(
                                EnvelopeWire.parse(row.getBytes(1), STORED),
                                EnvelopeWire.parse(row.getBytes(2), STORED)))
                        : Optional.empty();
            }
        }
    }
}
