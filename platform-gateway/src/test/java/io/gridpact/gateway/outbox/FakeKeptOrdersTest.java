package io.gridpact.gateway.outbox;

class FakeKeptOrdersTest extends KeptOrdersContract {

    private final FakeKeptOrders kept = new FakeKeptOrders();

    @Override
    protected KeptOrders kept() {
        return kept;
    }
}
