package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Writes receipts of updates at the buyer utility, and so brings them into force.
final class UpdateReceiptStep implements LedgerStep<UpdateReceiptStep.Taken, Boolean> {

    record Taken(Digest update, Digest receipt, Envelope envelope) {}

    // Once the first list of the window is fixed, an update counts by what the lists hold.
    private static final String UPDATE = """
            update trade_update u set receipt = ?
            where u.update_digest = ? and u.state = 'OPEN' and u.receipt is null and not exists (
                select from pair_digest p where p.peer = u.peer and p.window_start = u.decided_at and p.stage = 'SEALED'
                    and p.own_digest is not null)""";

    private static final String IN_FORCE = "select from trade_update where update_digest = ? and state = 'IN_FORCE'";

    /// @return for each whether the update is in force
    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Taken> items) throws SQLException {
        List<Boolean> inForce = new ArrayList<>(items.size());
        for (Taken item : items) {
            inForce.add(take(transaction, item));
        }
        return inForce;
    }

    private static boolean take(LedgerTransaction transaction, Taken item) throws SQLException {
        try (PreparedStatement update = transaction.connection().prepareStatement(UPDATE)) {
            update.setBytes(1, EnvelopeWire.encode(item.envelope()));
            update.setBytes(2, item.update().bytes());
            if (update.executeUpdate() == 1) {
                transaction.journal(item.receipt());
                return ApplyUpdate.apply(transaction, item.update());
            }
        }
        try (PreparedStatement query = transaction.connection().prepareStatement(IN_FORCE)) {
            query.setBytes(1, item.update().bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }
}
