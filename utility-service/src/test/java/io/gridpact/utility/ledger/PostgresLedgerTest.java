package io.gridpact.utility.ledger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresLedgerTest extends LedgerContract {

    private @Nullable AStoredLedger stored;

    @Override
    LedgerUnderTest start() {
        stored = AStoredLedger.started();
        return stored;
    }

    @AfterEach
    void stop() {
        if (stored != null) {
            stored.close();
        }
    }
}
