package io.gridpact.utility.sealing;

import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.pairing.Agreed;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Fixes the next list of a pair and window, with what was taken and without what the peer refuses, and declares it.
public final class NumberAnew implements LedgerStep<NumberAnew.Mended, Boolean> {

    /// What came of comparing and showing.
    ///
    /// @param key of the lists that were compared
    /// @param taken what the peer's list had alone, and whose proof holds
    /// @param refused what the own list had alone: the peer does not take their proof, or settles them
    ///     otherwise
    /// @param message is done with that
    record Mended(PairKey key, Set<SealedLists.Listed> taken, Set<SealedLists.Listed> refused, OutboxMessage message) {}

    private static final String THESE = " from unnest(?::bytea[], ?::bigint[]) as o (order_digest, revision)"
            + " where t.order_digest = o.order_digest and t.revision = o.revision";

    private static final String TAKE_UPDATES = """
            insert into listed_revision (order_digest, revision, peer, window_start, seller_digest, buyer_digest,
                quantity_wh, sealed_number)
            select u.order_digest, u.revision, u.peer, w.start, u.seller_attestation_digest, u.buyer_attestation_digest,
                case when u.kind = 'CANCEL' or u.window_start <> w.start then 0 else u.quantity_wh end, %%d
            from (select %d::bigint as start) w, unnest(?::bytea[], ?::bigint[]) as o (order_digest, revision)
            join trade_update u on u.order_digest = o.order_digest and u.revision = o.revision
                and u.state in ('OPEN', 'IN_FORCE')
            join trade t on t.order_digest = u.order_digest
            where w.start in (u.window_start, u.decided_at) and not (t.revision = u.revision and t.window_start = w.start
                and t.state <> 'CANCELLED')
            on conflict do nothing""";

    private final DeclarePairDigest declare;

    public NumberAnew(DeclarePairDigest declare) {
        this.declare = declare;
    }

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Mended> items) throws SQLException {
        List<Boolean> declared = new ArrayList<>(items.size());
        for (Mended item : items) {
            declared.add(isLast(transaction, item.key()) && number(transaction, item));
            transaction.delivered(item.message());
        }
        return declared;
    }

    private boolean number(LedgerTransaction transaction, Mended mended) throws SQLException {
        PairKey before = mended.key();
        PairKey key = new PairKey(before.peer(), before.windowStart(), before.stage(), before.number() + 1);
        switch (key.stage()) {
            case SEALED -> {
                update(
                        transaction,
                        "update trade t set sealed_number = %d" + THESE + " and t.sealed_number is null",
                        key.number(),
                        mended.taken());
                takeUpdates(transaction, key, mended.taken());
                for (String listed : List.of("trade", "listed_revision")) {
                    update(
                            transaction,
                            "update " + listed + " t set dropped_number = %d" + THESE
                                    + " and t.dropped_number is null and t.window_start = "
                                    + key.windowStart().toEpochMilli(),
                            key.number(),
                            mended.refused());
                }
            }
            case SETTLED ->
                update(
                        transaction,
                        "update trade t set disputed_number = %d" + THESE + " and t.disputed_number is null",
                        key.number(),
                        mended.refused());
        }
        SealedLists.Members members = DeclaredLists.members(transaction.connection(), key);
        return declare.declare(
                transaction, new Agreed(key, List.copyOf(members.trades().keySet()), members.energyWh()));
    }

    /// A revision that is taken, and not in force here yet, stands in the list in place of the one that it follows.
    private static void takeUpdates(LedgerTransaction transaction, PairKey key, Set<SealedLists.Listed> taken)
            throws SQLException {
        update(transaction, TAKE_UPDATES.formatted(key.windowStart().toEpochMilli()), key.number(), taken);
        update(transaction, """
                update trade t set dropped_number = %d from unnest(?::bytea[], ?::bigint[]) as o (order_digest, revision)
                where t.order_digest = o.order_digest and t.revision < o.revision and t.sealed_number is not null
                    and t.dropped_number is null""", key.number(), taken);
    }

    private static void update(LedgerTransaction transaction, String sql, long number, Set<SealedLists.Listed> trades)
            throws SQLException {
        try (SqlBatch update = new SqlBatch(transaction.connection(), sql.formatted(number))) {
            trades.forEach(trade -> update.row(trade.order().bytes(), trade.revision()));
            update.update();
        }
    }

    /// Whether no other number has been declared since, nothing was agreed, and it is not too late.
    private static boolean isLast(LedgerTransaction transaction, PairKey key) throws SQLException {
        if (key.stage() == PairStage.SEALED && !transaction.now().isBefore(key.windowStart())) {
            return false;
        }
        try (PreparedStatement query = transaction.connection().prepareStatement("""
                select from pair_digest where peer = ? and window_start = ? and stage = ?
                    and own_digest is not null and (number > ? or concluded)""")) {
            query.setString(1, key.peer());
            query.setLong(2, key.windowStart().toEpochMilli());
            query.setString(3, key.stage().name());
            query.setLong(4, key.number());
            try (ResultSet row = query.executeQuery()) {
                return !row.next();
            }
        }
    }
}
