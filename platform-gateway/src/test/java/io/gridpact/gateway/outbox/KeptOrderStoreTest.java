package io.gridpact.gateway.outbox;

import io.gridpact.gateway.node.LocalNetwork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

/// On PostgreSQL. Nobody in the network forwards what waits: its utilities are not known to this gateway.
@QuarkusTest
@QuarkusTestResource(LocalNetwork.class)
@SuppressWarnings("NullAway.Init")
class KeptOrderStoreTest extends KeptOrdersContract {

    @Inject
    KeptOrderStore store;

    @Override
    protected KeptOrders kept() {
        return store;
    }
}
