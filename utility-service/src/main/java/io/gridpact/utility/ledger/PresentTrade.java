package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Revision;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.OrderWire;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/// A trade as it stands, as far as updating needs it; both utilities have attested it.
///
/// @param peer the other utility; this one where both sides are here
/// @param customers of this utility, by side
public record PresentTrade(
        Digest order,
        TradeState state,
        String peer,
        byte[] consentedOrder,
        Revision revision,
        Map<TradeRole, String> customers) {

    static final String COLUMNS = """
            t.order_digest, t.state, t.peer, t.consented_order, t.revision, t.window_start, t.window_end, t.quantity_wh,
            coalesce(t.revision_seller_digest, t.seller_attestation_digest) as seller_digest,
            coalesce(t.revision_buyer_digest, t.buyer_attestation_digest) as buyer_digest,
            t.buyer_customer, t.seller_customer""";

    /// What its columns are read from: refused and half-attested ones have no revision that stands.
    static final String SELECT = "select " + COLUMNS + """

            from trade t where t.order_digest = ? and t.state <> 'REFUSED'
                and t.seller_attestation_digest is not null and t.buyer_attestation_digest is not null""";

    static PresentTrade read(ResultSet row) throws SQLException {
        Map<TradeRole, String> customers = new EnumMap<>(TradeRole.class);
        String buyer = row.getString("buyer_customer");
        if (buyer != null) {
            customers.put(TradeRole.BUYER, buyer);
        }
        String seller = row.getString("seller_customer");
        if (seller != null) {
            customers.put(TradeRole.SELLER, seller);
        }
        DeliveryWindow window = new DeliveryWindow(
                Instant.ofEpochMilli(row.getLong("window_start")), Instant.ofEpochMilli(row.getLong("window_end")));
        return new PresentTrade(
                Digest.of(row.getBytes("order_digest")),
                TradeState.valueOf(row.getString("state")),
                row.getString("peer"),
                row.getBytes("consented_order"),
                new Revision(
                        row.getLong("revision"),
                        window,
                        row.getLong("quantity_wh"),
                        Digest.of(row.getBytes("seller_digest")),
                        Digest.of(row.getBytes("buyer_digest"))),
                customers);
    }

    public ConsentedOrder consented() {
        return OrderWire.consented(consentedOrder);
    }
}
