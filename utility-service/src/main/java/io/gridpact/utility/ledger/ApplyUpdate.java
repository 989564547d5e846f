package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.order.UpdateKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Brings an open update into force: changes the trade and gives limits back by the difference (PROTOCOL.md, section
/// 5).
public final class ApplyUpdate {

    private static final String OPEN = """
            select u.order_digest, u.revision, u.kind, u.reason, u.window_start, u.window_end, u.quantity_wh, u.reserved,
                u.seller_attestation_digest, u.buyer_attestation_digest,
                t.window_start as old_start, t.quantity_wh as old_wh, t.sealed_number, t.dropped_number
            from trade_update u join trade t on t.order_digest = u.order_digest
            where u.update_digest = ? and u.state = 'OPEN' and t.state in ('PENDING', 'SEALED')
                and t.revision = u.revision - 1
                and u.seller_attestation_digest is not null and u.buyer_attestation_digest is not null""";

    // A revision that was declared in a list stays there as it was declared.
    private static final String KEEP_LISTED = """
            insert into listed_revision (order_digest, revision, peer, window_start, seller_digest, buyer_digest,
                quantity_wh, sealed_number, dropped_number)
            select order_digest, revision, peer, window_start,
                coalesce(revision_seller_digest, seller_attestation_digest),
                coalesce(revision_buyer_digest, buyer_attestation_digest), quantity_wh, sealed_number, dropped_number
            from trade where order_digest = ? and sealed_number is not null""";

    private static final String TAKE_LISTED = """
            delete from listed_revision where order_digest = ? and revision = ? and window_start = ? and quantity_wh > 0
            returning sealed_number, dropped_number""";

    private static final String CHANGE = """
            update trade set revision = ?, revision_seller_digest = ?, revision_buyer_digest = ?, quantity_wh = ?,
                window_start = ?, window_end = ?, state = case when ? then 'CANCELLED' else state end,
                sealed_number = ?, dropped_number = ?, change = nextval('trade_change_number')
            where order_digest = ?""";

    private ApplyUpdate() {}

    private record Open(
            Digest order,
            long revision,
            UpdateKind kind,
            String reason,
            Instant oldStart,
            Instant start,
            long endMillis,
            long oldWh,
            long quantityWh,
            boolean reserved,
            byte[] sellerDigest,
            byte[] buyerDigest) {

        /// What the trade's row says of its quantity: what was cancelled stays readable.
        long rowWh() {
            return kind == UpdateKind.CANCEL ? oldWh : quantityWh;
        }
    }

    private record Place(
            @Nullable Long sealedNumber, @Nullable Long droppedNumber) {}

    /// @return whether it was open
    public static boolean apply(LedgerTransaction transaction, Digest update) throws SQLException {
        Open open = open(transaction, update);
        if (open == null) {
            return false;
        }
        try (PreparedStatement keep = transaction.connection().prepareStatement(KEEP_LISTED)) {
            keep.setBytes(1, open.order().bytes());
            keep.executeUpdate();
        }
        change(transaction, open, listed(transaction, open));
        limits(transaction, open);
        try (PreparedStatement done = transaction
                .connection()
                .prepareStatement(
                        "update trade_update set state = 'IN_FORCE', reserved = false" + " where update_digest = ?")) {
            done.setBytes(1, update.bytes());
            done.executeUpdate();
        }
        if (open.kind() == UpdateKind.CANCEL) {
            transaction.became(TradeState.CANCELLED, open.reason(), 1);
        }
        return true;
    }

    private static @Nullable Open open(LedgerTransaction transaction, Digest update) throws SQLException {
        try (PreparedStatement query = transaction.connection().prepareStatement(OPEN)) {
            query.setBytes(1, update.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Open(
                                Digest.of(row.getBytes("order_digest")),
                                row.getLong("revision"),
                                UpdateKind.valueOf(row.getString("kind")),
                                row.getString("reason"),
                                Instant.ofEpochMilli(row.getLong("old_start")),
                                Instant.ofEpochMilli(row.getLong("window_start")),
                                row.getLong("window_end"),
                                row.getLong("old_wh"),
                                row.getLong("quantity_wh"),
                                row.getBoolean("reserved"),
                                row.getBytes("seller_attestation_digest"),
                                row.getBytes("buyer_attestation_digest"))
                        : null;
            }
        }
    }

    /// The place that the revision has in its window's lists already.
    private static Place listed(LedgerTransaction transaction, Open open) throws SQLException {
        try (PreparedStatement take = transaction.connection().prepareStatement(TAKE_LISTED)) {
            take.setBytes(1, open.order().bytes());
            take.setLong(2, open.revision());
            take.setLong(3, open.start().toEpochMilli());
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? new Place(row.getObject(1, Long.class), row.getObject(2, Long.class))
                        : new Place(null, null);
            }
        }
    }

    private static void change(LedgerTransaction transaction, Open open, Place place) throws SQLException {
        try (PreparedStatement change = transaction.connection().prepareStatement(CHANGE)) {
            change.setLong(1, open.revision());
            change.setBytes(2, open.sellerDigest());
            change.setBytes(3, open.buyerDigest());
            change.setLong(4, open.rowWh());
            change.setLong(5, open.start().toEpochMilli());
            change.setLong(6, open.endMillis());
            change.setBoolean(7, open.kind() == UpdateKind.CANCEL);
            change.setObject(8, place.sealedNumber());
            change.setObject(9, place.droppedNumber());
            change.setBytes(10, open.order().bytes());
            change.executeUpdate();
        }
    }

    private static void limits(LedgerTransaction transaction, Open open) throws SQLException {
        UpdateLimits limits = new UpdateLimits(transaction);
        switch (open.kind()) {
            case CANCEL -> limits.release(open.order(), open.oldStart(), open.oldWh());
            case CURTAIL ->
                limits.release(open.order(), open.oldStart(), Math.subtractExact(open.oldWh(), open.quantityWh()));
            case RESCHEDULE -> {
                if (open.reserved()) {
                    limits.release(open.order(), open.oldStart(), open.oldWh());
                }
            }
        }
    }
}
