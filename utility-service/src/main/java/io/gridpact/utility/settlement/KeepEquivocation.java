package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Keeps, and journals, the first statement of a peer that excludes what it has shown before: the two prove what it
/// did.
enum KeepEquivocation implements LedgerStep<KeepEquivocation.Evidence, Boolean> {
    INSTANCE;

    /// @param held the statement that is held
    /// @param other another one in its place, whose signature has been verified
    record Evidence(String peer, Digest held, Envelope other) {}

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Evidence> items) throws SQLException {
        List<Boolean> kept = new ArrayList<>(items.size());
        for (Evidence item : items) {
            kept.add(keep(transaction, item));
        }
        return kept;
    }

    private static boolean keep(LedgerTransaction transaction, Evidence item) throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                insert into status_equivocation (peer, contradicted, statement_digest, envelope, received_at)
                values (?, ?, ?, ?, ?) on conflict do nothing""")) {
            insert.setString(1, item.peer());
            insert.setBytes(2, item.held().bytes());
            insert.setBytes(3, item.other().digest().bytes());
            insert.setBytes(4, EnvelopeWire.encode(item.other()));
            insert.setLong(5, transaction.now().toEpochMilli());
            if (insert.executeUpdate() == 0) {
                return false;
            }
        }
        transaction.journal(item.other().digest());
        return true;
    }
}
