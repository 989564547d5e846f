package io.gridpact.deploy.faults;

import io.gridpact.deploy.client.OrderMaker.Made;
import io.gridpact.deploy.client.PlatformClient;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Platforms that send orders through the gateway while things break: what is not answered they send again, byte for
/// byte. An order is acknowledged once all four signatures of the answer have been checked.
final class OrderLoad {

    /// Orders that are sent one by one at a time, beside those on a stream.
    private static final int CALLERS = 3;

    private static final Duration PAUSE = Duration.ofMillis(150);

    /// What may be otherwise next time.
    private static final Set<Reason> PASSING =
            EnumSet.of(Reason.UNAVAILABLE, Reason.PEER_UNAVAILABLE, Reason.RESOURCE_EXHAUSTED, Reason.INTERNAL);

    private final Supplier<Platforms> present;
    private final Map<Digest, OrderLine> sent = new ConcurrentHashMap<>();
    private final Map<Digest, OrderLine> acknowledged = new ConcurrentHashMap<>();
    private final Map<Digest, String> refused = new ConcurrentHashMap<>();

    /// @param present the platforms, who may come to know other keys
    OrderLoad(Supplier<Platforms> present) {
        this.present = present;
    }

    /// Orders under way.
    record Part(List<Thread> callers) {

        void await() throws InterruptedException {
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }

    /// Begins to send orders: a part of them on a stream, the rest one by one.
    ///
    /// @param now by the network's clock
    /// @param patience how long an order is sent again
    Part begin(List<OrderLine> lines, Instant now, Duration patience) {
        Platforms platforms = present.get();
        List<Made> orders =
                lines.stream().map(line -> platforms.maker().make(line, now)).toList();
        orders.forEach(made -> sent.put(made.digest(), made.line()));
        long untilNanos = System.nanoTime() + patience.toNanos();
        List<List<Made>> shares = new ArrayList<>();
        for (int caller = 0; caller <= CALLERS; caller++) {
            shares.add(new ArrayList<>());
        }
        for (int number = 0; number < orders.size(); number++) {
            shares.get(number % shares.size()).add(orders.get(number));
        }
        List<Thread> callers = new ArrayList<>();
        for (List<Made> share : shares.subList(1, shares.size())) {
            callers.add(Thread.ofVirtual().start(() -> share.forEach(made -> send(List.of(made), untilNanos))));
        }
        callers.add(Thread.ofVirtual().start(() -> send(shares.getFirst(), untilNanos)));
        return new Part(List.copyOf(callers));
    }

    private void send(List<Made> orders, long untilNanos) {
        List<Made> open = orders;
        while (!open.isEmpty()) {
            attempt(open);
            open = open.stream().filter(made -> !isAnswered(made)).toList();
            if (System.nanoTime() - untilNanos > 0) {
                return;
            }
            if (!open.isEmpty()) {
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private boolean isAnswered(Made made) {
        return acknowledged.containsKey(made.digest()) || refused.containsKey(made.digest());
    }

    private void attempt(List<Made> orders) {
        Platforms platforms = present.get();
        PlatformClient client =
                platforms.client(orders.getFirst().line().buyer().platform());
        try {
            if (orders.size() == 1) {
                count(client.confirm(orders.getFirst(), platforms.directory()));
                return;
            }
            client.confirmMany(orders, platforms.directory()).forEach(this::count);
        } catch (RuntimeException broken) {
            // The stream broke, or the answer could not be read: it is asked for again.
        }
    }

    private void count(Trade trade) {
        switch (trade.outcome()) {
            case Outcome.Sealed _ -> acknowledged.put(trade.digest(), trade.line());
            case Outcome.Accepted _ -> {
                // Somebody is awaited: it is asked for again.
            }
            case Outcome.Refused(var refusal) -> {
                if (!PASSING.contains(refusal.reason())) {
                    refused.put(trade.digest(), refusal.reason().name());
                }
            }
        }
    }

    /// Every order that was sent.
    Set<Digest> sent() {
        return Set.copyOf(sent.keySet());
    }

    /// Those that came back with four signatures.
    Map<Digest, OrderLine> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /// Those that were refused for good.
    Map<Digest, String> refused() {
        return Map.copyOf(refused);
    }

    /// How many got no answer.
    int unanswered() {
        return sent.size() - acknowledged.size() - refused.size();
    }
}
