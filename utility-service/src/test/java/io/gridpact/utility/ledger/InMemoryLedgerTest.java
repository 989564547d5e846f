package io.gridpact.utility.ledger;

class InMemoryLedgerTest extends LedgerContract {

    @Override
    LedgerUnderTest start() {
        return new InMemoryLedger();
    }
}
