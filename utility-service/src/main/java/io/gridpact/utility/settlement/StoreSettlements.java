package io.gridpact.utility.settlement;

import io.gridpact.protocol.settlement.LateRules;
import io.gridpact.protocol.settlement.Settlement;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stores what trades came to, as this utility derives it.
enum StoreSettlements implements LedgerStep<List<StoreSettlements.Settled>, Integer> {
    INSTANCE;

    /// @param figures by which it was settled, and how they came about
    record Settled(Settlement settlement, LateRules.Figures figures) {}

    private static final String UPDATE = """
            update trade t set seller_wh = r.seller_wh, buyer_wh = r.buyer_wh, settled_wh = r.settled_wh,
                amount = r.amount, seller_deviation_wh = r.seller_deviation_wh,
                buyer_deviation_wh = r.buyer_deviation_wh, settlement_digest = r.settlement_digest,
                seller_basis = r.seller_basis, buyer_basis = r.buyer_basis
            from unnest(?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[], ?::bigint[], ?::bigint[],
                ?::bytea[], ?::text[], ?::text[]) as r (order_digest, seller_wh, buyer_wh, settled_wh, amount, seller_deviation_wh,
                buyer_deviation_wh, settlement_digest, seller_basis, buyer_basis)
            where t.order_digest = r.order_digest and t.state = 'ALLOCATED' and t.settlement_digest is null""";

    @Override
    public List<Integer> apply(LedgerTransaction transaction, List<List<Settled>> items) throws SQLException {
        List<Integer> stored = new ArrayList<>(items.size());
        for (List<Settled> page : items) {
            try (SqlBatch update = new SqlBatch(transaction.connection(), UPDATE)) {
                for (Settled settled : page) {
                    Settlement settlement = settled.settlement();
                    update.row(
                            settlement.order().bytes(),
                            settlement.sellerWh(),
                            settlement.buyerWh(),
                            settlement.settledWh(),
                            settlement.amount().value(),
                            settlement.sellerDeviationWh(),
                            settlement.buyerDeviationWh(),
                            settlement.digest().bytes(),
                            otherThanAllocated(settled.figures().seller()),
                            otherThanAllocated(settled.figures().buyer()));
                }
                stored.add(update.update());
            }
        }
        return stored;
    }

    private static @Nullable String otherThanAllocated(LateRules.Basis basis) {
        return basis == LateRules.Basis.ALLOCATED ? null : basis.name();
    }
}
