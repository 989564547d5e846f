package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Seals the pending trade whose leaf was deposited, or brings the open update into force whose leaf was. Updates
/// first:
/// of two revisions of one trade the higher counts.
enum SealLeaf implements LedgerStep<List<SealLeaf.Logged>, Integer> {
    INSTANCE;

    record Logged(String peer, DepositLink.Told told) {}

    private static final String PENDING = """
            select t.order_digest, t.revision,\s""" + SealedLists.ATTESTATIONS + """
            from trade t where t.state = 'PENDING' and t.peer = ? and t.window_start = ?
                and t.seller_attestation is not null and t.buyer_attestation is not null""";

    private static final String OPEN = """
            select u.order_digest, u.revision, u.seller_attestation_digest, u.buyer_attestation_digest, u.update_digest
            from trade_update u where u.state = 'OPEN' and u.peer = ? and ? in (u.decided_at, u.window_start)
                and u.seller_attestation is not null and u.buyer_attestation is not null""";

    /// @param items what was deposited for a window
    @Override
    public List<Integer> apply(LedgerTransaction transaction, List<List<Logged>> items) throws SQLException {
        List<Integer> sealed = new ArrayList<>(items.size());
        for (List<Logged> deposits : items) {
            int done = 0;
            for (Logged deposit : deposits) {
                Optional<Digest> update = find(transaction, OPEN, deposit, 5);
                done += update.isPresent()
                                && SealDeposited.sealUpdate(
                                        transaction,
                                        update.get(),
                                        deposit.told().deposit().windowStart(),
                                        deposit.told().loggedAt())
                        ? 1
                        : 0;
            }
            for (Logged deposit : deposits) {
                Optional<Digest> order = find(transaction, PENDING, deposit, 1);
                done += order.isPresent()
                                && SealDeposited.seal(
                                        transaction, order.get(), deposit.told().loggedAt())
                        ? 1
                        : 0;
            }
            sealed.add(done);
        }
        return sealed;
    }

    private static Optional<Digest> find(LedgerTransaction transaction, String sql, Logged item, int column)
            throws SQLException {
        Digest leaf = item.told().deposit().leaf();
        try (PreparedStatement query = transaction.connection().prepareStatement(sql)) {
            query.setString(1, item.peer());
            query.setLong(2, item.told().deposit().windowStart().toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Digest order = Digest.of(row.getBytes(1));
                    if (leaf.equals(PairLeaves.sealed(
                            order, row.getLong(2), Digest.of(row.getBytes(3)), Digest.of(row.getBytes(4))))) {
                        return Optional.of(Digest.of(row.getBytes(column)));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
