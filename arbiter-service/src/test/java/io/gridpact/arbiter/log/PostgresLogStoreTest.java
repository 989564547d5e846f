package io.gridpact.arbiter.log;

import io.gridpact.arbiter.network.ADatabase;

/// The real thing.
class PostgresLogStoreTest extends LogStoreContract {

    @Override
    LogStore newStore() {
        return new PostgresLogStore(ADatabase.migrated().dataSource());
    }
}
