package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Trades' rows: reading them, and within one transaction of the writer, writing them.
public final class TradeRows {

    /// What [#read] needs of a row of `trade t`.
    public static final String COLUMNS = """
            t.order_digest, t.state, t.peer, t.buyer_utility, t.seller_utility, t.window_start, t.expires,
            t.consented_order, t.buyer_opening, t.seller_attestation, t.buyer_attestation,
            t.reason, t.reason_field, t.reason_description, t.remaining_wh, t.remaining_limit""";

    private static final int ENCAPSULATED_KEY_BYTES = 32;

    private static final String INSERT = """
            insert into trade (order_digest, id, buyer_platform, order_id, seller_platform, buyer_utility,
                seller_utility, peer, window_start, window_end, expires, quantity_wh, currency, price,
                buyer_customer, seller_customer, buyer_meter, seller_meter, consented_order, buyer_opening,
                seller_attestation, seller_attestation_digest, seller_logged_at,
                buyer_attestation, buyer_attestation_digest, buyer_logged_at,
                seller_minute, seller_index, buyer_minute, buyer_index,
                state, reason, reason_field, reason_description, remaining_wh, remaining_limit,
                mode, seller_beyond_limit, buyer_beyond_limit, change)
            select r.*, nextval('trade_change_number') from unnest(
                ?::bytea[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::numeric[],
                ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[],
                ?::bytea[], ?::bytea[], ?::bigint[],
                ?::bytea[], ?::bytea[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                ?::text[], ?::boolean[], ?::boolean[]) as r""";

    private final LedgerTransaction transaction;

    TradeRows(LedgerTransaction transaction) {
        this.transaction = transaction;
    }

    Map<Order, StoredTrade> byIdentity(List<Order> orders) throws SQLException {
        Map<String, Order> asked = new HashMap<>();
        try (SqlBatch select =
                new SqlBatch(transaction.connection(), "select t.buyer_platform, t.order_id, " + COLUMNS + " " + """
                from trade t join unnest(?::text[], ?::text[]) as k (buyer_platform, order_id)
                    on t.buyer_platform = k.buyer_platform and t.order_id = k.order_id""")) {
            for (Order order : orders) {
                asked.put(order.buyerPlatform() + "/" + order.orderId(), order);
                select.row(order.buyerPlatform(), order.orderId());
            }
            Map<Order, StoredTrade> found = new HashMap<>();
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    String identity = rows.getString("buyer_platform") + "/" + rows.getString("order_id");
                    Order order = asked.get(identity);
                    if (order != null) {
                        found.put(order, read(rows));
                    }
                }
            }
            return found;
        }
    }

    Set<Long> closedWindows(List<Instant> windowStarts) throws SQLException {
        try (SqlBatch select = new SqlBatch(
                transaction.connection(),
                "select window_start from closed_window where window_start = any (?::bigint[])")) {
            windowStarts.stream().distinct().forEach(start -> select.row(start.toEpochMilli()));
            Set<Long> closed = new HashSet<>();
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    closed.add(rows.getLong(1));
                }
            }
            return closed;
        }
    }

    /// The first that conflicts with an order is kept: more prove nothing more.
    void keepConflict(ConsentedOrder order, Digest takenBy) throws SQLException {
        try (SqlBatch insert = new SqlBatch(transaction.connection(), """
                insert into conflicting_order (order_digest, taken_by, consented_order, received_at)
                select * from unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::bigint[])
                    as r (order_digest, taken_by, consented_order, received_at)
                where not exists (select from conflicting_order c where c.taken_by = r.taken_by)
                on conflict do nothing""")) {
            insert.row(
                    order.order().digest().bytes(),
                    takenBy.bytes(),
                    order.encoded(),
                    transaction.now().toEpochMilli());
            if (insert.update() == 1) {
                transaction.journal(order.order().digest());
            }
        }
    }

    void insert(List<TradeInsert> inserts) throws SQLException {
        if (inserts.isEmpty()) {
            return;
        }
        try (SqlBatch insert = new SqlBatch(transaction.connection(), INSERT)) {
            for (TradeInsert trade : inserts) {
                insert.row(values(trade, journal(trade)));
                trade.request().ifPresent(transaction::enqueue);
            }
            insert.update();
        }
    }

    private Map<Digest, JournalPosition> journal(TradeInsert trade) {
        Map<Digest, JournalPosition> positions = new HashMap<>();
        for (Digest statement : trade.statements()) {
            positions.put(statement, transaction.journal(statement));
        }
        return positions;
    }

    private @Nullable Object[] values(TradeInsert trade, Map<Digest, JournalPosition> positions) {
        Order order = trade.order();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(order.digest().bytes());
        values.add(transaction.newId());
        values.add(order.buyerPlatform());
        values.add(order.orderId());
        values.add(order.sellerPlatform());
        values.add(order.buyerUtility());
        values.add(order.sellerUtility());
        values.add(trade.trade().peer());
        values.add(order.window().start().toEpochMilli());
        values.add(order.window().end().toEpochMilli());
        values.add(order.expires().toEpochMilli());
        values.add(order.quantityWh());
        values.add(order.price().currency());
        values.add(order.price().perKwh());
        values.add(trade.customer(TradeRole.BUYER));
        values.add(trade.customer(TradeRole.SELLER));
        values.add(order.buyer().meterKeyId().value().bytes());
        values.add(order.seller().meterKeyId().value().bytes());
        values.add(trade.trade().order().encoded());
        values.add(trade.buyerOpening());
        addAttestation(values, trade.attestation(TradeRole.SELLER));
        addAttestation(values, trade.attestation(TradeRole.BUYER));
        addPosition(values, trade, TradeRole.SELLER, positions);
        addPosition(values, trade, TradeRole.BUYER, positions);
        values.add(trade.state().name());
        addRefusal(values, trade.refusal());
        values.add(order.mode().name());
        values.add(trade.beyondLimit().contains(TradeRole.SELLER));
        values.add(trade.beyondLimit().contains(TradeRole.BUYER));
        return values.toArray();
    }

    private static void addAttestation(List<@Nullable Object> values, Optional<SignedAttestation> attestation) {
        values.add(attestation
                .map(signed -> EnvelopeWire.encode(signed.envelope()))
                .orElse(null));
        values.add(
                attestation.map(signed -> signed.attestation().digest().bytes()).orElse(null));
        values.add(attestation
                .map(signed -> signed.attestation().loggedAt().toEpochMilli())
                .orElse(null));
    }

    private static void addPosition(
            List<@Nullable Object> values, TradeInsert trade, TradeRole role, Map<Digest, JournalPosition> positions) {
        Optional<JournalPosition> position = trade.isOwn(role)
                ? trade.attestation(role)
                        .map(signed -> positions.get(signed.attestation().digest()))
                : Optional.empty();
        values.add(position.map(at -> at.minute().toEpochMilli()).orElse(null));
        values.add(position.map(JournalPosition::index).orElse(null));
    }

    private static void addRefusal(List<@Nullable Object> values, Optional<Refusal> refusal) {
        values.add(refusal.map(refused -> refused.reason().name()).orElse(null));
        values.add(refusal.map(Refusal::field).orElse(null));
        values.add(refusal.map(Refusal::description).orElse(null));
        values.add(refusal.map(refused -> refused.metadata().get("remaining_wh"))
                .map(Long::valueOf)
                .orElse(null));
        values.add(refusal.map(refused -> refused.metadata().get("limit")).orElse(null));
    }

    /// Reads a row with [#COLUMNS].
    public static StoredTrade read(ResultSet row) throws SQLException {
        return new StoredTrade(
                Digest.of(row.getBytes("order_digest")),
                TradeState.valueOf(row.getString("state")),
                row.getString("peer"),
                row.getString("buyer_utility"),
                row.getString("seller_utility"),
                Instant.ofEpochMilli(row.getLong("window_start")),
                Instant.ofEpochMilli(row.getLong("expires")),
                row.getBytes("consented_order"),
                opening(row.getBytes("buyer_opening")),
                envelope(row.getBytes("seller_attestation")),
                envelope(row.getBytes("buyer_attestation")),
                refusal(row));
    }

    /// The encapsulated key, then the ciphertext.
    private static @Nullable SealedBytes opening(byte @Nullable [] joined) {
        return joined == null
                ? null
                : new SealedBytes(
                        Arrays.copyOf(joined, ENCAPSULATED_KEY_BYTES),
                        Arrays.copyOfRange(joined, ENCAPSULATED_KEY_BYTES, joined.length));
    }

    private static Optional<Envelope> envelope(byte @Nullable [] encoded) {
        return Optional.ofNullable(encoded)
                .map(bytes -> EnvelopeWire.parse(bytes, new Fields(Reason.INTERNAL, "attestation")));
    }

    private static Optional<Refusal> refusal(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        if (reason == null) {
            return Optional.empty();
        }
        String description = row.getString("reason_description");
        Refusal refusal = Refusal.of(
                Reason.valueOf(reason), row.getString("reason_field"), description == null ? "" : description);
        String limit = row.getString("remaining_limit");
        if (limit == null) {
            return Optional.of(refusal);
        }
        return Optional.of(refusal.with("remaining_wh", Long.toString(row.getLong("remaining_wh")))
                .with("limit", limit));
    }
}
