package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.settlement.Standings.Known;
import io.gridpact.utility.settlement.Standings.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// This utility's trades of a window and role with another, in a pair that is not settled: how many there are, and what
/// has come of their figures.
///
/// @param direction this utility's
/// @param shown figures of the peer that are stored, also those that do not count as in time
/// @param later figures of the peer on sheets that serve late lines
/// @param isShown whether this utility has shown its own
/// @param lateDecided whether this utility, as the buyers', has decided which late lines it serves
/// @param notShown trades of sold energy without the peer's figure of which the arbiter has said that a status was not
///     shown
/// @param mayBeClaimed whether the peer has not said that it has this utility's statuses, and can still claim them
record LateSide(
        Pair pair,
        Direction direction,
        long trades,
        long allocated,
        long peerFigures,
        long givenUp,
        long shown,
        long later,
        boolean isShown,
        boolean lateDecided,
        long notShown,
        boolean mayBeClaimed) {

    private static final String SELECT = """
            select s.window_start, s.peer, s.direction, s.trades, s.allocated, s.peer_figures, s.given_up,
                (select count(*) from trade t join peer_status f
                    on f.order_digest = t.order_digest and f.direction <> s.direction
                    where t.window_start = s.window_start and t.peer = s.peer
                        and case when s.direction = 'INJECTION' then t.seller_utility else t.buyer_utility end = ?),
                (select count(*) from trade t join peer_later_status f on f.order_digest = t.order_digest
                    where t.window_start = s.window_start and t.peer = s.peer and s.direction = 'INJECTION'
                        and t.seller_utility = ?),
                not exists (select from settlement_round r where r.window_start = s.window_start
                    and r.direction = s.direction and r.state <> 'SHOWN'),
                coalesce((select r.late_decided from settlement_round r where r.window_start = s.window_start
                    and r.direction = 'CONSUMPTION' and r.revision = 1), false),
                (select count(*) from trade t
                    where t.window_start = s.window_start and t.peer = s.peer and s.direction = 'INJECTION'
                        and t.seller_utility = ?
                        and exists (select from status_claim c where c.order_digest = t.order_digest
                            and c.verdict in ('UNANSWERED', 'INVALID'))
                        and not exists (select from peer_status f
                            where f.order_digest = t.order_digest and f.direction = 'CONSUMPTION')),
                """ + Pairs.MAY_BE_CLAIMED + """

            from settlement_pair p
            join settlement_side s on s.window_start = p.window_start and s.peer = p.peer
            where p.peer <> ?\s""";

    private static final String ORDER = " order by s.window_start, s.peer, s.direction";

    /// Whether there may be any of [#open]: sides are dear to count, and mostly there are none.
    static boolean anyOpen(Connection connection, Instant latestStart) throws SQLException {
        return any(
                connection,
                "state = 'OPEN' and window_start <= ?",
                query -> query.setLong(1, latestStart.toEpochMilli()));
    }

    /// Whether there may be any of [#late].
    static boolean anyLate(Connection connection) throws SQLException {
        return any(connection, "state = 'OPEN' and late", query -> {});
    }

    private static boolean any(Connection connection, String where, LedgerReader.Parameters parameters)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select 1 from settlement_pair where " + where + " limit 1")) {
            parameters.bind(query);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /// Sides of open pairs with other utilities, of windows that began no later than that.
    static List<LateSide> open(Connection connection, String utility, Instant latestStart) throws SQLException {
        return read(
                connection,
                utility,
                "and p.state = 'OPEN' and p.window_start <= ?",
                query -> query.setLong(5, latestStart.toEpochMilli()));
    }

    /// Sides of open pairs of which something is late.
    static List<LateSide> late(Connection connection, String utility) throws SQLException {
        return read(connection, utility, "and p.state = 'OPEN' and p.late", query -> {});
    }

    /// In which directions this utility trades with a peer in a window, in whatever state the pair is; in none where
    /// the
    /// peer is this utility. What has come of the figures is not counted.
    static List<LateSide> of(Connection connection, String utility, Pair pair) throws SQLException {
        if (pair.peer().equals(utility)) {
            return List.of();
        }
        try (PreparedStatement query = connection.prepareStatement(
                "select direction, trades from settlement_side where window_start = ? and peer = ?")) {
            query.setLong(1, pair.startMillis());
            query.setString(2, pair.peer());
            List<LateSide> sides = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Direction direction = Direction.valueOf(rows.getString(1));
                    sides.add(new LateSide(pair, direction, rows.getLong(2), 0, 0, 0, 0, 0, false, false, 0, false));
                }
            }
            return sides;
        }
    }

    private static List<LateSide> read(
            Connection connection, String utility, String where, LedgerReader.Parameters parameters)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + where + ORDER)) {
            query.setString(1, utility);
            query.setString(2, utility);
            query.setString(3, utility);
            query.setString(4, utility);
            parameters.bind(query);
            List<LateSide> sides = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sides.add(read(rows));
                }
            }
            return sides;
        }
    }

    private static LateSide read(ResultSet row) throws SQLException {
        return new LateSide(
                new Pair(Instant.ofEpochMilli(row.getLong(1)), row.getString(2)),
                Direction.valueOf(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getBoolean(10),
                row.getBoolean(11),
                row.getLong(12),
                row.getBoolean(13));
    }

    Direction otherDirection() {
        return direction == Direction.INJECTION ? Direction.CONSUMPTION : Direction.INJECTION;
    }

    Known own(Connection connection, String utility, NetworkProfile rules) throws SQLException {
        return Standings.known(connection, utility, new Side(utility, direction, pair.windowStart()), unmoved(rules));
    }

    Known peers(Connection connection, String utility, NetworkProfile rules) throws SQLException {
        return Standings.known(
                connection, utility, new Side(pair.peer(), otherDirection(), pair.windowStart()), unmoved(rules));
    }

    StatusDeadlines unmoved(NetworkProfile rules) {
        return StatusDeadlines.unmoved(
                rules.deadlines(), DeliveryWindow.startingAt(pair.windowStart(), rules.windowLength()));
    }
}
