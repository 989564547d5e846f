package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Refusal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ends updates that do not come into force; what they held on another day is given back.
public final class EndUpdates {

    private EndUpdates() {}

    private record Held(Digest order, Instant windowStart, long energyWh) {}

    /// What was to be decided for that window with that peer and is not in force: the window has begun.
    ///
    /// @return how many lapsed
    public static int lapse(LedgerTransaction transaction, String peer, Instant decidedAt) throws SQLException {
        try (PreparedStatement query = transaction.connection().prepareStatement("""
                select update_digest from trade_update
                where state in ('OPEN', 'REQUESTED') and peer = ? and decided_at = ?""")) {
            query.setString(1, peer);
            query.setLong(2, decidedAt.toEpochMilli());
            return lapse(transaction, query);
        }
    }

    /// The open updates of a trade whose earlier revision both lists hold.
    public static int lapseOf(LedgerTransaction transaction, Digest order) throws SQLException {
        try (PreparedStatement query = transaction
                .connection()
                .prepareStatement("select update_digest from trade_update"
                        + " where state in ('OPEN', 'REQUESTED') and order_digest = ?")) {
            query.setBytes(1, order.bytes());
            return lapse(transaction, query);
        }
    }

    private static int lapse(LedgerTransaction transaction, PreparedStatement query) throws SQLException {
        List<Digest> updates = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                updates.add(Digest.of(rows.getBytes(1)));
            }
        }
        for (Digest update : updates) {
            end(transaction, update, StoredUpdate.State.LAPSED);
        }
        return updates.size();
    }

    /// One that a utility has refused.
    static void refuse(LedgerTransaction transaction, Digest update, Refusal refusal) throws SQLException {
        end(transaction, update, StoredUpdate.State.REFUSED);
        try (PreparedStatement why = transaction.connection().prepareStatement("""
                update trade_update set refusal_reason = ?, refusal_field = ?, refusal_description = ?
                where update_digest = ?""")) {
            why.setString(1, refusal.reason().name());
            why.setString(2, refusal.field());
            why.setString(3, refusal.description());
            why.setBytes(4, update.bytes());
            why.executeUpdate();
        }
    }

    private static void end(LedgerTransaction transaction, Digest update, StoredUpdate.State state)
            throws SQLException {
        Held held = held(transaction, update);
        if (held != null) {
            new UpdateLimits(transaction).release(held.order(), held.windowStart(), held.energyWh());
        }
        try (PreparedStatement end = transaction
                .connection()
                .prepareStatement("update trade_update set state = ?, reserved = false where update_digest = ?"
                        + " returning peer")) {
            end.setString(1, state.name());
            end.setBytes(2, update.bytes());
            try (ResultSet row = end.executeQuery()) {
                if (row.next()) {
                    String peer = row.getString(1);
                    transaction.delivered(new OutboxMessage(peer, OutboxKinds.UPDATE, update));
                    transaction.delivered(new OutboxMessage(peer, OutboxKinds.UPDATE_REQUEST, update));
                    transaction.delivered(new OutboxMessage(peer, OutboxKinds.UPDATE_RECEIPT, update));
                }
            }
        }
    }

    private static @Nullable Held held(LedgerTransaction transaction, Digest update) throws SQLException {
        try (PreparedStatement query = transaction
                .connection()
                .prepareStatement("select order_digest, window_start, quantity_wh from trade_update"
                        + " where update_digest = ? and reserved")) {
            query.setBytes(1, update.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Held(Digest.of(row.getBytes(1)), Instant.ofEpochMilli(row.getLong(2)), row.getLong(3))
                        : null;
            }
        }
    }
}
