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

    /// Whether a pair's peer may lack statuses of this utility's side `s`, and so claim them: what it settles by is not
    /// known before it has them, or no claim can come any more (PROTOCOL.md, section 8.5).
    static final String MAY_BE_CLAIMED = """
            ((p.statuses_from is not null or exists (select from status_page g
                    join outbox o on o.target = g.peer and o.kind = 'STATUSES' and o.subject = g.page_digest
                    where g.window_start = s.window_start and g.peer = s.peer and g.direction = s.direction))
                and exists (select from allocation a where a.window_start = s.window_start and a.direction = s.direction
                    and a.revision = 1 and a.peer = s.peer and not exists (select from status_claim c
                        where c.order_digest = a.order_digest and c.direction = a.direction and c.verdict is not null))
                and not exists (select from claim_question q where q.window_start = s.window_start and q.peer = s.peer
                    and case when s.direction = 'INJECTION' then q.sellers_decided else q.buyers_decided end))""";

    private static final String COMPLETE = """
            select p.window_start, p.peer from settlement_pair p
            where p.state = 'OPEN' and not p.late
                and not exists (select from settlement_side s
                    where s.window_start = p.window_start and s.peer = p.peer
                        and (s.allocated < s.trades or s.peer_figures < s.trades or """ + MAY_BE_CLAIMED + """
                ))
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
