package io.gridpact.utility.ledger;

import java.util.List;

/// Removes from the outbox what its target has.
public final class DeliveredStep implements LedgerStep<List<OutboxMessage>, Boolean> {

    public static final DeliveredStep ALL = new DeliveredStep();

    private DeliveredStep() {}

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<List<OutboxMessage>> items) {
        items.forEach(messages -> messages.forEach(transaction::delivered));
        return items.stream().map(item -> true).toList();
    }
}
