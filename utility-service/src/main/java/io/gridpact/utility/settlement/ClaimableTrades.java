package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Trades whose status is lacking here, or may be lacking at the other side, with what such a status must be about.
final class ClaimableTrades {

    /// A status that is nobody's to claim: where the seller's side counts as silent the buyer's figure decides nothing.
    private static final String LACKING = """
            select t.order_digest, t.revision, t.window_start, t.window_end, t.quantity_wh,
                case when k.direction = 'INJECTION' then t.seller_meter else t.buyer_meter end,
                case when k.direction = 'INJECTION' then t.quantity_wh else t.seller_wh end,
                case when k.direction = 'INJECTION' then t.seller_attestation else t.buyer_attestation end
            from (select ?::text as direction) k, trade t
            where t.window_start = ? and t.peer = ? and t.state in ('DELIVERED', 'ALLOCATED')
                and t.settlement_digest is null
                and case when k.direction = 'INJECTION' then t.seller_utility else t.buyer_utility end = t.peer
                and (k.direction = 'INJECTION' or t.seller_wh is not null)
                and not exists (select from peer_status f
                    where f.order_digest = t.order_digest and f.direction = k.direction)
                and not exists (select from status_claim c where c.order_digest = t.order_digest
                    and (c.direction = k.direction or c.verdict in ('UNANSWERED', 'INVALID')))
            order by t.order_digest limit ?""";

    /// This utility's own lines.
    private static final String OWN = """
            select t.order_digest, t.revision, t.window_start, t.window_end, t.quantity_wh,
                case when a.direction = 'INJECTION' then t.seller_meter else t.buyer_meter end, a.cap_wh,
                case when a.direction = 'INJECTION' then t.seller_attestation else t.buyer_attestation end
            from allocation a join trade t on t.order_digest = a.order_digest
            where a.window_start = ? and a.direction = ? and a.revision = 1 and a.peer = ?""";

    private ClaimableTrades() {}

    /// @param direction the peer's side
    static List<SideTerms> lacking(
            Connection connection, String peer, Direction direction, Instant windowStart, int most)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LACKING)) {
            query.setString(1, direction.name());
            query.setLong(2, windowStart.toEpochMilli());
            query.setString(3, peer);
            query.setInt(4, most);
            return read(query, peer, direction);
        }
    }

    /// This utility's lines with a peer, by what a status of each must be about.
    ///
    /// @param direction this utility's side
    static Map<Digest, SideTerms> own(
            Connection connection, String utility, String peer, Direction direction, Instant windowStart)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OWN)) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, direction.name());
            query.setString(3, peer);
            Map<Digest, SideTerms> bySubject = new HashMap<>();
            read(query, utility, direction).forEach(terms -> bySubject.put(StatusClaim.subject(terms), terms));
            return bySubject;
        }
    }

    private static List<SideTerms> read(PreparedStatement query, String utility, Direction direction)
            throws SQLException {
        TradeRole role = direction == Direction.INJECTION ? TradeRole.SELLER : TradeRole.BUYER;
        List<SideTerms> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(new SideTerms(
                        Digest.of(row.getBytes(1)),
                        row.getLong(2),
                        role,
                        utility,
                        new KeyId(Digest.of(row.getBytes(6))),
                        new DeliveryWindow(Instant.ofEpochMilli(row.getLong(3)), Instant.ofEpochMilli(row.getLong(4))),
                        row.getLong(5),
                        row.getLong(7),
                        StatusSubject.meterCannotSign(row.getBytes(8))));
            }
        }
        return found;
    }
}
