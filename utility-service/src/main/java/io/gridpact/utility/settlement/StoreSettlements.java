package io.gridpact.utility.settlement;

import io.gridpact.protocol.settlement.Settlement;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Stores what trades came to, as this utility derives it.
enum StoreSettlements implements LedgerStep<List<Settlement>, Integer> {
    INSTANCE;

    private static final String UPDATE = """
            update trade t set seller_wh = r.seller_wh, buyer_wh = r.buyer_wh, settled_wh = r.settled_wh,
                amount = r.amount, seller_deviation_wh = r.seller_deviation_wh,
                buyer_deviation_wh = r.buyer_deviation_wh, settlement_digest = r.settlement_digest
            from unnest(?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[], ?::bigint[], ?::bigint[],
                ?::bytea[]) as r (order_digest, seller_wh, buyer_wh, settled_wh, amount, seller_deviation_wh,
                buyer_deviation_wh, settlement_digest)
            where t.order_digest = r.order_digest and t.state = 'ALLOCATED' and t.settlement_digest is null""";

    @Override
    public List<Integer> apply(LedgerTransaction transaction, List<List<Settlement>> items) throws SQLException {
        List<Integer> stored = new ArrayList<>(items.size());
        for (List<Settlement> settlements : items) {
            try (SqlBatch update = new SqlBatch(transaction.connection(), UPDATE)) {
                for (Settlement settlement : settlements) {
                    update.row(
                            settlement.order().bytes(),
                            settlement.sellerWh(),
                            settlement.buyerWh(),
                            settlement.settledWh(),
                            settlement.amount().value(),
                            settlement.sellerDeviationWh(),
                            settlement.buyerDeviationWh(),
                            settlement.digest().bytes());
                }
                stored.add(update.update());
            }
        }
        return stored;
    }
}
