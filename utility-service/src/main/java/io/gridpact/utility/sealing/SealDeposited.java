package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.utility.ledger.ApplyUpdate;
import io.gridpact.utility.ledger.EndUpdates;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// Takes a trade as sealed because the arbiter has logged the proof.
final class SealDeposited {

    private SealDeposited() {}

    /// A utility that has attested an update of it has to wait: the other side may hold the update's proof, and the
    /// higher
    /// revision counts.
    static void sealUnlessUpdated(LedgerTransaction transaction, Digest order, Instant loggedAt) throws SQLException {
        try (PreparedStatement query = transaction
                .connection()
                .prepareStatement("select from trade_update where order_digest = ? and state = 'OPEN'")) {
            query.setBytes(1, order.bytes());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        seal(transaction, order, loggedAt);
    }

    /// The update comes into force; the trade is sealed by that, unless it has gone to a later window.
    ///
    /// @param windowStart that it was deposited for
    /// @return whether it was open
    static boolean sealUpdate(LedgerTransaction transaction, Digest update, Instant windowStart, Instant loggedAt)
            throws SQLException {
        if (!ApplyUpdate.apply(transaction, update)) {
            return false;
        }
        try (PreparedStatement query = transaction
                .connection()
                .prepareStatement(
                        "select order_digest from trade_update where update_digest = ? and window_start = ?")) {
            query.setBytes(1, update.bytes());
            query.setLong(2, windowStart.toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    seal(transaction, Digest.of(row.getBytes(1)), loggedAt);
                }
            }
        }
        return true;
    }

    /// @return whether it was pending
    static boolean seal(LedgerTransaction transaction, Digest order, Instant loggedAt) throws SQLException {
        try (PreparedStatement update = transaction.connection().prepareStatement("""
                update trade set state = 'SEALED', deposited_at = ?, change = nextval('trade_change_number')
                where order_digest = ? and state = 'PENDING'
                    and seller_attestation is not null and buyer_attestation is not null""")) {
            update.setLong(1, loggedAt.toEpochMilli());
            update.setBytes(2, order.bytes());
            int sealed = update.executeUpdate();
            transaction.became(TradeState.SEALED, sealed);
            if (sealed == 1) {
                EndUpdates.lapseOf(transaction, order);
            }
            return sealed == 1;
        }
    }
}
