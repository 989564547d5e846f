package io.gridpact.utility.pairing;

import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Pairs of checkpoints that prove that an arbiter has shown two histories; kept for good.
public final class LogContradictions {

    /// @param ownNote the C2SP signed note held here
    /// @param peerNote the one that the peer holds
    private record Contradiction(String arbiter, String peer, String ownNote, String peerNote) {}

    private final LedgerReader reader;
    private final LedgerWriter writer;

    public LogContradictions(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /// Keeps the first of each peer.
    void keep(String arbiter, String peer, String ownNote, String peerNote) {
        writer.write(Keep.INSTANCE, new Contradiction(arbiter, peer, ownNote, peerNote));
    }

    /// The peers that hold a checkpoint which contradicts one of ours.
    ///
    /// @throws io.gridpact.utility.ledger.LedgerFaultException where the database does not answer
    List<String> peers(String arbiter) {
        return reader.list(
                "select peer from log_contradiction where arbiter = ? order by peer",
                query -> query.setString(1, arbiter),
                row -> row.getString(1));
    }

    private enum Keep implements LedgerStep<Contradiction, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Contradiction> items) throws SQLException {
            List<Boolean> kept = new ArrayList<>(items.size());
            for (Contradiction item : items) {
                try (PreparedStatement insert = transaction.connection().prepareStatement("""
                        insert into log_contradiction (arbiter, peer, own_note, peer_note, found_at)
                        values (?, ?, ?, ?, ?) on conflict do nothing""")) {
                    insert.setString(1, item.arbiter());
                    insert.setString(2, item.peer());
                    insert.setString(3, item.ownNote());
                    insert.setString(4, item.peerNote());
                    insert.setLong(5, transaction.now().toEpochMilli());
                    kept.add(insert.executeUpdate() == 1);
                }
            }
            return kept;
        }
    }
}
