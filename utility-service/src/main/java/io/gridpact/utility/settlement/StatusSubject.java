package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The trade that a status speaks of, as this utility holds it.
///
/// @param utility of the side that the status is about
/// @param meter of that side
/// @param ownSellerWh what this utility allocated as the seller's, where it has
/// @param held the status that this utility holds of that side, on a sheet of that revision
/// @param firstWh what that side was shown to have on its sheet of the first revision
/// @param meterCannotSign whether that side's utility has attested so
/// @param sellerNotShown whether the arbiter has said that the seller's status was claimed and not shown
/// @param isDated whether this utility knows when it was confirmed, and so where its line belongs
record StatusSubject(
        Digest order,
        TradeState state,
        String utility,
        KeyId meter,
        long revision,
        DeliveryWindow window,
        long quantityWh,
        OptionalLong ownSellerWh,
        Optional<Digest> held,
        OptionalLong firstWh,
        boolean isDated,
        boolean meterCannotSign,
        boolean sellerNotShown) {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "attestation");

    private static final String SELECT = """
            select t.order_digest, t.state,
                case when k.direction = 'INJECTION' then t.seller_utility else t.buyer_utility end as utility,
                case when k.direction = 'INJECTION' then t.seller_meter else t.buyer_meter end as meter,
                t.revision, t.window_start, t.window_end, t.quantity_wh, t.seller_wh,
                case when k.revision = 1 then s.status_digest else l.status_digest end as status_digest,
                s.allocated_wh as first_wh,
                t.seller_effective_at is not null and t.buyer_effective_at is not null as dated,
                case when k.direction = 'INJECTION' then t.seller_attestation else t.buyer_attestation end as attestation,
                exists (select from status_claim c where c.order_digest = t.order_digest
                    and c.direction = 'INJECTION' and c.verdict in ('UNANSWERED', 'INVALID')) as not_shown
            from unnest(?::bytea[], ?::text[], ?::bigint[]) as k (order_digest, direction, revision)
            join trade t on t.order_digest = k.order_digest
            left join peer_status s on s.order_digest = k.order_digest and s.direction = k.direction
            left join peer_later_status l on l.order_digest = k.order_digest and l.direction = k.direction""";

    /// Those of these orders that are trades here.
    ///
    /// @param root on whose sheets the statuses are
    static Map<Digest, StatusSubject> find(Connection connection, SheetRoot root, Collection<Digest> orders)
            throws SQLException {
        Map<Digest, StatusSubject> found = HashMap.newHashMap(orders.size());
        try (SqlBatch query = new SqlBatch(connection, SELECT)) {
            orders.forEach(order -> query.row(order.bytes(), root.direction().name(), root.revision()));
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    StatusSubject subject = read(rows);
                    found.put(subject.order(), subject);
                }
            }
        }
        return found;
    }

    private static StatusSubject read(ResultSet row) throws SQLException {
        long sellerWh = row.getLong("seller_wh");
        OptionalLong ownSellerWh = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sellerWh);
        long first = row.getLong("first_wh");
        OptionalLong firstWh = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(first);
        return new StatusSubject(
                Digest.of(row.getBytes("order_digest")),
                TradeState.valueOf(row.getString("state")),
                row.getString("utility"),
                new KeyId(Digest.of(row.getBytes("meter"))),
                row.getLong("revision"),
                new DeliveryWindow(
                        Instant.ofEpochMilli(row.getLong("window_start")),
                        Instant.ofEpochMilli(row.getLong("window_end"))),
                row.getLong("quantity_wh"),
                ownSellerWh,
                Optional.ofNullable(row.getBytes("status_digest")).map(Digest::of),
                firstWh,
                row.getBoolean("dated"),
                meterCannotSign(row.getBytes("attestation")),
                row.getBoolean("not_shown"));
    }

    /// What an attestation says of its side's meter.
    static boolean meterCannotSign(byte @Nullable [] attestation) {
        return attestation != null
                && AttestationWire.attestation(EnvelopeWire.parse(attestation, STORED), STORED)
                        .meterCannotSign();
    }

    /// Whether both utilities hold it sealed, so that it has figures, now or soon.
    boolean isSealed() {
        return switch (state) {
            case SEALED, DELIVERED, ALLOCATED, SETTLED -> true;
            case PENDING, REFUSED, VOID, CANCELLED -> false;
        };
    }

    /// What a status of that side must rest on; empty for the buyer's side before this utility has a figure that could
    /// have capped it.
    Optional<SideTerms> terms(TradeRole role) {
        OptionalLong capWh =
                switch (role) {
                    case SELLER -> OptionalLong.of(quantityWh);
                    case BUYER -> ownSellerWh;
                };
        return capWh.isEmpty()
                ? Optional.empty()
                : Optional.of(new SideTerms(
                        order, revision, role, utility, meter, window, quantityWh, capWh.getAsLong(), meterCannotSign));
    }
}
