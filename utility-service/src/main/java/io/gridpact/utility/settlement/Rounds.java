package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Rounds' rows.
final class Rounds {

    private Rounds() {}

    /// The oldest window first, injection before consumption.
    static List<Round> in(Connection connection, RoundState state) throws SQLException {
        return in(connection, state, "");
    }

    /// @param which more that must hold of the row, beginning with `and`
    static List<Round> in(Connection connection, RoundState state, String which) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select window_start, window_end, direction, revision from settlement_round where state = ? " + which
                        + " order by window_start, direction desc, revision")) {
            query.setString(1, state.name());
            List<Round> rounds = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    rounds.add(new Round(
                            new DeliveryWindow(
                                    Instant.ofEpochMilli(rows.getLong(1)), Instant.ofEpochMilli(rows.getLong(2))),
                            Direction.valueOf(rows.getString(3)),
                            rows.getLong(4)));
                }
            }
            return rounds;
        }
    }

    /// @throws IllegalStateException where the round is not in the state that it is to leave
    static void move(Connection connection, Round round, RoundState from, RoundState to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update settlement_round set state = ? where window_start = ? and direction = ? and state = ?
                    and revision = ?""")) {
            update.setString(1, to.name());
            update.setLong(2, round.startMillis());
            update.setString(3, round.direction().name());
            update.setString(4, from.name());
            update.setLong(5, round.revision());
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("round " + round + " is not " + from);
            }
        }
    }

    /// Whether the other side's figure is there for every trade of the round, or no longer waited for.
    static boolean figuresKnown(Connection connection, Round round) throws SQLException {
        return noSide(connection, round, "peer_figures + given_up < trades");
    }

    /// Whether every trade of the round is allocated.
    static boolean allocated(Connection connection, Round round) throws SQLException {
        return noSide(connection, round, "allocated < trades");
    }

    private static boolean noSide(Connection connection, Round round, String lacking) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select 1 from settlement_side where window_start = ? and direction = ? and " + lacking + " limit 1")) {
            query.setLong(1, round.startMillis());
            query.setString(2, round.direction().name());
            try (ResultSet row = query.executeQuery()) {
                return !row.next();
            }
        }
    }
}
