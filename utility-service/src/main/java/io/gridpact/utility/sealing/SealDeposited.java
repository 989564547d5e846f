package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/// Takes a trade as sealed because the arbiter has logged the proof.
final class SealDeposited {

    private SealDeposited() {}

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
            return sealed == 1;
        }
    }
}
