package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Seals the pending trade whose leaf was deposited.
enum SealLeaf implements LedgerStep<SealLeaf.Logged, Boolean> {
    INSTANCE;

    record Logged(String peer, DepositLink.Told told) {}

    private static final String PENDING = """
            select order_digest, seller_attestation_digest, buyer_attestation_digest from trade
            where state = 'PENDING' and peer = ? and window_start = ?
                and seller_attestation is not null and buyer_attestation is not null""";

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Logged> items) throws SQLException {
        List<Boolean> sealed = new ArrayList<>(items.size());
        for (Logged item : items) {
            sealed.add(seal(transaction, item));
        }
        return sealed;
    }

    private static boolean seal(LedgerTransaction transaction, Logged item) throws SQLException {
        Digest leaf = item.told().deposit().leaf();
        try (PreparedStatement query = transaction.connection().prepareStatement(PENDING)) {
            query.setString(1, item.peer());
            query.setLong(2, item.told().deposit().windowStart().toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Digest order = Digest.of(row.getBytes(1));
                    if (leaf.equals(
                            PairLeaves.sealed(order, 0, Digest.of(row.getBytes(2)), Digest.of(row.getBytes(3))))) {
                        return SealDeposited.seal(
                                transaction, order, item.told().loggedAt());
                    }
                }
            }
        }
        return false;
    }
}
