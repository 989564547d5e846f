package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Writes buyer utilities' attestations of updates at the seller utility, each with the receipt that answers it.
final class CompleteUpdateStep implements LedgerStep<CompleteUpdateStep.Completion, Boolean> {

    record Completion(Digest update, SignedUpdateAttestation buyer, Envelope receipt) {}

    private static final String UPDATE = """
            update trade_update u set buyer_attestation = ?, buyer_attestation_digest = ?, receipt = ?
            where u.update_digest = ? and u.state = 'OPEN' and u.buyer_attestation is null and not exists (
                select from closed_window w where w.window_start in (u.window_start, u.follows_window))
            returning u.peer""";

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Completion> items) throws SQLException {
        List<Boolean> written = new ArrayList<>(items.size());
        for (Completion item : items) {
            written.add(write(transaction, item));
        }
        return written;
    }

    private static boolean write(LedgerTransaction transaction, Completion item) throws SQLException {
        try (PreparedStatement update = transaction.connection().prepareStatement(UPDATE)) {
            update.setBytes(1, EnvelopeWire.encode(item.buyer().envelope()));
            update.setBytes(2, item.buyer().attestation().digest().bytes());
            update.setBytes(3, EnvelopeWire.encode(item.receipt()));
            update.setBytes(4, item.update().bytes());
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                transaction.journal(item.buyer().attestation().digest());
                transaction.journal(item.receipt().digest());
                transaction.enqueue(new OutboxMessage(row.getString(1), OutboxKinds.UPDATE_RECEIPT, item.update()));
                transaction.delivered(new OutboxMessage(row.getString(1), OutboxKinds.UPDATE, item.update()));
                return true;
            }
        }
    }
}
