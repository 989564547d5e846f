package io.gridpact.utility.settlement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Pairs' rows.
final class Pairs {

    private static final String COMPLETE = """
            select p.window_start, p.peer from settlement_pair p
            where p.state = 'OPEN' and not p.late
                and not exists (select from settlement_side s
                    where s.window_start = p.window_start and s.peer = p.peer
                        and (s.allocated < s.trades or s.peer_figures < s.trades))
                and not exists (select from settlement_side s join settlement_round r
                    on r.window_start = s.window_start and r.direction = s.direction
                    where s.window_start = p.window_start and s.peer = p.peer and r.state <> 'SHOWN')
            order by p.window_start, p.peer""";

    private static final String ASKED = """
            select window_start, peer from settlement_pair where state = 'ASKED' order by window_start, peer""";

    private Pairs() {}

    /// Open pairs of which both sides' figures are there for every trade, and whose statuses are signed.
    static List<Pair> complete(Connection connection) throws SQLException {
        return read(connection, COMPLETE);
    }

    /// Pairs for which the arbiter has been asked.
    static List<Pair> asked(Connection connection) throws SQLException {
        return read(connection, ASKED);
    }

    private static List<Pair> read(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            List<Pair> pairs = new ArrayList<>();
            while (rows.next()) {
                pairs.add(new Pair(Instant.ofEpochMilli(rows.getLong(1)), rows.getString(2)));
            }
            return pairs;
        }
    }

    /// @param from the state that it leaves; it is left as it is where it is in another
    static boolean move(Connection connection, Pair pair, String from, String to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update settlement_pair set state = ? where window_start = ? and peer = ? and state = ?")) {
            update.setString(1, to);
            update.setLong(2, pair.startMillis());
            update.setString(3, pair.peer());
            update.setString(4, from);
            return update.executeUpdate() == 1;
        }
    }
}
