package io.gridpact.arbiter.log;

/// The fake.
class InMemoryLogStoreTest extends LogStoreContract {

    @Override
    LogStore newStore() {
        return new InMemoryLogStore();
    }
}
