package io.gridpact.gateway.outbox;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Kept orders in memory.
public final class FakeKeptOrders implements KeptOrders {

    private final Map<Digest, KeptOrder> orders = new LinkedHashMap<>();

    @Override
    public synchronized boolean keep(KeptOrder order, Instant now) {
        long ofPlatform = orders.values().stream()
                .filter(kept -> kept.platform().equals(order.platform()))
                .count();
        boolean full = ofPlatform >= MAX_OF_PLATFORM || orders.size() >= MAX_OF_ALL;
        if (!full) {
            orders.putIfAbsent(order.order(), order);
        }
        return orders.containsKey(order.order());
    }

    @Override
    public synchronized List<String> utilities() {
        return orders.values().stream()
                .map(KeptOrder::utility)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public synchronized List<KeptOrder> of(String utility, int max) {
        return orders.values().stream()
                .filter(order -> order.utility().equals(utility))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized void remove(Digest order) {
        orders.remove(order);
    }

    @Override
    public synchronized int removeExpired(Instant now) {
        int before = orders.size();
        orders.values().removeIf(order -> !now.isBefore(order.until()));
        return before - orders.size();
    }

    @Override
    public synchronized long size() {
        return orders.size();
    }
}
