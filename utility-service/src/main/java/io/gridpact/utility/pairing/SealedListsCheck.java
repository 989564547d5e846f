package io.gridpact.utility.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Makes every `SEALED` pair digest anew from the trades in its list.
final class SealedListsCheck implements StoreCheck {

    private final String utility;
    private final LedgerReader reader;

    SealedListsCheck(String utility, LedgerReader reader) {
        this.utility = utility;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        String sql = "select peer, window_start, number, own_digest, peer_digest, concluded from pair_digest"
                + " where stage = 'SEALED' and own_digest is not null";
        reader.scan(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    check(connection, rows, sink);
                }
            }
            return sink;
        });
    }

    private void check(Connection connection, ResultSet row, Sink sink) throws SQLException {
        String peer = row.getString(1);
        Instant windowStart = Instant.ofEpochMilli(row.getLong(2));
        long number = row.getLong(3);
        Digest declared = Digest.of(row.getBytes(4));
        String subject = peer + " " + windowStart + " " + number;
        sink.checked("pair digests", 1);
        if (!declared.equals(recomputed(connection, peer, windowStart, number))) {
            sink.finding("sealed-digest-from-trades", subject, "the listed trades do not give the declared digest");
        }
        byte[] peerDigest = row.getBytes(5);
        if (peerDigest != null && !declared.equals(Digest.of(peerDigest))) {
            sink.finding("sealed-digests-equal", subject, "the peer declared another digest");
        }
    }

    private Digest recomputed(Connection connection, String peer, Instant windowStart, long number)
            throws SQLException {
        List<Digest> leaves = new ArrayList<>();
        long contractedWh = 0;
        try (PreparedStatement query = connection.prepareStatement("""
                select order_digest, seller_attestation_digest, buyer_attestation_digest, quantity_wh
                from trade where peer = ? and window_start = ? and sealed_number = ?""")) {
            query.setString(1, peer);
            query.setLong(2, windowStart.toEpochMilli());
            query.setLong(3, number);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    leaves.add(PairLeaves.sealed(
                            Digest.of(rows.getBytes(1)), 0, Digest.of(rows.getBytes(2)), Digest.of(rows.getBytes(3))));
                    contractedWh += rows.getLong(4);
                }
            }
        }
        return PairDigests.of(utility, peer, windowStart, PairStage.SEALED, number, leaves, contractedWh);
    }
}
