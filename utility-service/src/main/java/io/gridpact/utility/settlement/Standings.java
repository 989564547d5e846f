package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StandingWire;
import io.gridpact.protocol.wire.StatementWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// What is known here of whether sides were in time: by the receipts of sheet roots, and where those are logged after
/// the deadline, or are missing, by the arbiter's word.
final class Standings {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "sheet_standing");

    /// A side of a window.
    record Side(String utility, Direction direction, Instant windowStart) {}

    /// What is known of a side.
    ///
    /// @param loggedAt when its first sheet root was logged, where this utility holds its receipt
    /// @param lateLoggedAt when the one that serves late lines was
    /// @param standing the arbiter's last word
    record Known(
            Side side,
            StatusDeadlines unmoved,
            Optional<Instant> loggedAt,
            Optional<Instant> lateLoggedAt,
            Optional<SheetStanding> standing) {

        /// What is logged before a deadline as it is known is in time however it moves yet.
        Punctuality punctuality() {
            boolean inTime = loggedAt.filter(
                            at -> LateRules.punctuality(side.direction(), at, deadlines()) == Punctuality.ON_TIME)
                    .isPresent();
            return inTime
                    ? Punctuality.ON_TIME
                    : standing.map(SheetStanding::punctuality).orElse(Punctuality.NOT_DUE);
        }

        /// Whether a sheet root is held of which only the arbiter can say whether it was in time.
        boolean isOverdue() {
            return loggedAt.isPresent() && punctuality() == Punctuality.NOT_DUE;
        }

        StatusDeadlines deadlines() {
            return standing.map(SheetStanding::deadlines).orElse(unmoved);
        }

        /// Whether the sheet root that serves late lines was logged while it could count; empty while not known.
        Optional<Boolean> lateCounts() {
            if (lateLoggedAt.filter(at -> at.isBefore(deadlines().settlement())).isPresent()) {
                return Optional.of(true);
            }
            return standing.filter(SheetStanding::lateRootIsFinal)
                    .map(word -> word.lateRoot().isPresent());
        }
    }

    private Standings() {}

    static Known known(Connection connection, String self, Side side, StatusDeadlines unmoved) throws SQLException {
        boolean own = side.utility().equals(self);
        return new Known(
                side,
                unmoved,
                own
                        ? ownLoggedAt(connection, side, SheetRoot.FIRST_REVISION)
                        : loggedAt(connection, side, SheetRoot.FIRST_REVISION),
                own
                        ? ownLoggedAt(connection, side, SheetRoot.LATE_REVISION)
                        : loggedAt(connection, side, SheetRoot.LATE_REVISION),
                standing(connection, side));
    }

    static Optional<SheetStanding> standing(Connection connection, Side side) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select envelope from sheet_standing where utility = ? and direction = ? and window_start = ?""")) {
            bind(query, side);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(StandingWire.parse(EnvelopeWire.parse(row.getBytes(1), STORED), STORED))
                        : Optional.empty();
            }
        }
    }

    private static Optional<Instant> loggedAt(Connection connection, Side side, long revision) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select logged_at from sheet_root
                where utility = ? and direction = ? and window_start = ? and revision = ?
                    and logged_at is not null""")) {
            bind(query, side);
            query.setLong(4, revision);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
            }
        }
    }

    private static Optional<Instant> ownLoggedAt(Connection connection, Side side, long revision) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select s.log_receipt from sheet_root r join submission s on s.statement_digest = r.statement_digest
                where r.utility = ? and r.direction = ? and r.window_start = ? and r.revision = ?
                    and s.log_receipt is not null""")) {
            bind(query, side);
            query.setLong(4, revision);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(StatementWire.logReceipt(EnvelopeWire.parse(row.getBytes(1), STORED), STORED)
                                .loggedAt())
                        : Optional.empty();
            }
        }
    }

    private static void bind(PreparedStatement query, Side side) throws SQLException {
        query.setString(1, side.utility());
        query.setString(2, side.direction().name());
        query.setLong(3, side.windowStart().toEpochMilli());
    }
}
