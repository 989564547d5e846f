package io.gridpact.utility.ledger;

import java.util.List;

/// Removes from the outbox what its target has.
public enum DeliveredStep implements LedgerStep<OutboxMessage, Boolean> {
    INSTANCE;

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<OutboxMessage> items) {
        items.forEach(transaction::delivered);
        return items.stream().map(item -> true).toList();
    }
}
