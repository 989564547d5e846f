package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.utility.settlement.Standings.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// What a peer's side that is past its deadline comes to here.
final class OverdueSides {

    /// A round that has begun to allocate has all its figures.
    private static final String GIVE_UP = """
            insert into overdue_seller (order_digest, window_start, peer, reason)
            select t.order_digest, t.window_start, t.peer, 'NO_SHEET_ROOT' from trade t
            where t.window_start = ? and t.peer = ? and t.buyer_utility = ? and t.state = 'DELIVERED'
                and exists (select from settlement_round r where r.window_start = t.window_start
                    and r.direction = 'CONSUMPTION' and r.revision = 1 and r.state in ('OPENED', 'AWAITING'))
                and not exists (select from peer_status f join sheet_root q on q.utility = t.peer
                        and q.direction = 'INJECTION' and q.window_start = t.window_start and q.revision = 1
                    where f.order_digest = t.order_digest and f.direction = 'INJECTION' and not q.overdue)
            on conflict (order_digest) do nothing""";

    /// As long as the round waits, and no figure has come after all.
    private static final String GIVE_UP_TRADE = """
            insert into overdue_seller (order_digest, window_start, peer, reason)
            select t.order_digest, t.window_start, t.peer, 'NO_STATUS' from trade t
            where t.order_digest = ? and t.state = 'DELIVERED'
                and exists (select from settlement_round r where r.window_start = t.window_start
                    and r.direction = 'CONSUMPTION' and r.revision = 1 and r.state in ('OPENED', 'AWAITING'))
                and not exists (select from peer_status f
                    where f.order_digest = t.order_digest and f.direction = 'INJECTION')
            on conflict (order_digest) do nothing""";

    private static final String GIVEN_UP = """
            update settlement_side s set given_up = (select count(*) from overdue_seller o
                where o.window_start = s.window_start and o.peer = s.peer)
            where s.window_start = ? and s.peer = ? and s.direction = 'CONSUMPTION'""";

    private static final String IN_TIME = """
            update sheet_root set overdue = false where utility = ? and direction = ? and window_start = ? and overdue""";

    private static final String COUNT = """
            update settlement_side s set peer_figures = (select count(*) from trade t
                join peer_status f on f.order_digest = t.order_digest and f.direction = ?
                left join overdue_seller o on o.order_digest = t.order_digest and f.direction = 'INJECTION'
                where t.window_start = s.window_start and t.peer = s.peer and o.order_digest is null)
            where s.window_start = ? and s.peer = ? and s.direction <> ?""";

    private OverdueSides() {}

    /// Whether the arbiter has said that this side's deadline has moved behind its sheet root.
    static boolean isInTimeAfterAll(Connection connection, ShownRoot shown) throws SQLException {
        SheetRoot root = shown.root();
        return Standings.standing(connection, new Side(root.utility(), root.direction(), root.windowStart()))
                .filter(word -> LateRules.punctuality(root.direction(), shown.loggedAt(), word.deadlines())
                        == Punctuality.ON_TIME)
                .isPresent();
    }

    /// Round 2 goes on without figures of a seller utility whose sheet root was not logged in time.
    static void giveUp(Connection connection, String utility, Side side) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(GIVE_UP);
                PreparedStatement count = connection.prepareStatement(GIVEN_UP)) {
            insert.setLong(1, side.windowStart().toEpochMilli());
            insert.setString(2, side.utility());
            insert.setString(3, utility);
            insert.executeUpdate();
            count.setLong(1, side.windowStart().toEpochMilli());
            count.setString(2, side.utility());
            count.executeUpdate();
        }
    }

    /// Round 2 goes on without the figure of a trade whose seller's status was claimed and not shown.
    static void giveUpTrade(Connection connection, Pair pair, Digest order) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(GIVE_UP_TRADE);
                PreparedStatement count = connection.prepareStatement(GIVEN_UP)) {
            insert.setBytes(1, order.bytes());
            insert.executeUpdate();
            count.setLong(1, pair.startMillis());
            count.setString(2, pair.peer());
            count.executeUpdate();
        }
    }

    /// A sheet root that came after the deadline as the profile has it was in time: the deadline had moved.
    static void countAfterAll(Connection connection, Side side) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(IN_TIME);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            update.setString(1, side.utility());
            update.setString(2, side.direction().name());
            update.setLong(3, side.windowStart().toEpochMilli());
            if (update.executeUpdate() == 0) {
                return;
            }
            count.setString(1, side.direction().name());
            count.setLong(2, side.windowStart().toEpochMilli());
            count.setString(3, side.utility());
            count.setString(4, side.direction().name());
            count.executeUpdate();
        }
    }
}
