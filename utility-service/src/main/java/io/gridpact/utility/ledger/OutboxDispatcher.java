package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.OutboxRoute.Entry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sends what is in the outbox: for each target and kind one virtual thread, so that a target that is away holds up
/// nobody else.
public final class OutboxDispatcher implements Outbox, AutoCloseable {

    /// To whom what is sent.
    public record Route(String target, String kind) {
        static Route of(OutboxMessage message) {
            return new Route(message.target(), message.kind());
        }
    }

    private final LedgerReader reader;
    private final Map<String, OutboxSender> senders;
    private final Map<Route, OutboxRoute> routes = new ConcurrentHashMap<>();
    private final Map<OutboxMessage, Integer> holders = new ConcurrentHashMap<>();
    private final AtomicLong activity = new AtomicLong();
    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    private volatile Consumer<String> targetListener = target -> {};
    private final OutboxWatch watch;
    private final GiveUpMessages giveUp;
    private volatile boolean closed;
    private volatile @Nullable Consumer<Route> byHand;

    OutboxDispatcher(LedgerReader reader, List<OutboxSender> senders, GiveUpMessages giveUp) {
        this(reader, senders, giveUp, OutboxWatch.LOOK_EVERY);
    }

    /// @param lookEvery how often it looks for messages that nobody announced; real time
    OutboxDispatcher(LedgerReader reader, List<OutboxSender> senders, GiveUpMessages giveUp, Duration lookEvery) {
        this.reader = reader;
        this.giveUp = giveUp;
        this.watch = new OutboxWatch(this::wakeStored, lookEvery);
        this.senders = senders.stream().collect(Collectors.toMap(OutboxSender::kind, sender -> sender));
    }

    /// Tells the listener of each participant for whom there is something to send, once. Before [#start].
    public void onTarget(Consumer<String> listener) {
        targetListener = listener;
    }

    /// Takes up what an earlier run left.
    public void start() {
        wakeStored();
        watch.start();
    }

    /// Sends nothing by itself. Instead of [#start].
    ///
    /// @param woken is told for whom something is new
    public void startByHand(Consumer<Route> woken) {
        byHand = woken;
    }

    /// Offers what waits for one target and kind once, on this thread.
    ///
    /// @return how many messages have left the outbox
    /// @throws RuntimeException where the target is away
    public int offer(Route route) throws SQLException {
        OutboxSender sender = sender(route);
        StoredMessages waiting = new StoredMessages(route, sender);
        int gone = 0;
        List<Entry> batch = waiting.after(null);
        while (!batch.isEmpty()) {
            sender.send(route.target(), batch.stream().map(Entry::subject).toList());
            Set<Digest> stayed = waiting.remaining(batch);
            int givenUp = waiting.giveUp(batch.stream()
                            .filter(entry -> stayed.contains(entry.subject()))
                            .toList())
                    .size();
            gone += batch.size() - stayed.size() + givenUp;
            batch = waiting.after(batch.getLast());
        }
        return gone;
    }

    /// A commit failed, and may have put something into the outbox all the same.
    public void lookAgain() {
        activity.incrementAndGet();
        watch.lookAgain();
    }

    /// Something was put into the outbox.
    public void accept(Set<OutboxMessage> messages) {
        messages.stream()
                .filter(message -> !holders.containsKey(message))
                .map(Route::of)
                .distinct()
                .forEach(this::wake);
    }

    @Override
    public void hold(OutboxMessage message) {
        activity.incrementAndGet();
        holders.merge(message, 1, Integer::sum);
    }

    @Override
    public void release(OutboxMessage message, boolean delivered) {
        holders.computeIfPresent(message, (held, count) -> count == 1 ? null : count - 1);
        if (!delivered) {
            wake(Route.of(message));
        }
    }

    /// Whether nothing is being sent and nothing waits to be sent.
    public boolean idle() {
        return holders.isEmpty() && watch.idle() && routes.values().stream().allMatch(OutboxRoute::idle);
    }

    /// Grows with each message that was delivered.
    public long deliveredCount() {
        return routes.values().stream().mapToLong(OutboxRoute::deliveredCount).sum();
    }

    /// Grows whenever something is given to do.
    long activity() {
        return activity.get();
    }

    /// What is waiting for whom, for people.
    public List<String> waiting() {
        List<String> waiting = new ArrayList<>();
        routes.forEach((route, worker) -> {
            if (!worker.idle()) {
                waiting.add(route.kind() + " for " + route.target() + worker.trouble());
            }
        });
        return waiting;
    }

    /// Targets to which the last attempt failed.
    public Set<String> failingTargets() {
        Set<String> failing = new HashSet<>();
        routes.forEach((route, worker) -> {
            if (!worker.trouble().isEmpty()) {
                failing.add(route.target());
            }
        });
        return failing;
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        routes.values().forEach(OutboxRoute::close);
    }

    private void wakeStored() {
        storedRoutes().forEach(this::wake);
    }

    private void wake(Route route) {
        activity.incrementAndGet();
        Consumer<Route> hand = byHand;
        if (hand != null) {
            hand.accept(route);
        } else if (!closed) {
            routes.computeIfAbsent(route, this::startRoute).wake();
        }
    }

    private OutboxRoute startRoute(Route route) {
        OutboxSender sender = sender(route);
        if (targets.add(route.target())) {
            targetListener.accept(route.target());
        }
        OutboxRoute worker = new OutboxRoute(route.target(), sender, new StoredMessages(route, sender));
        worker.start();
        return worker;
    }

    private OutboxSender sender(Route route) {
        OutboxSender sender = senders.get(route.kind());
        if (sender == null) {
            throw new IllegalStateException("no sender for outbox kind " + route.kind());
        }
        return sender;
    }

    /// For whom something waits, in this order.
    public List<Route> storedRoutes() {
        return reader.list(
                "select distinct target, kind from outbox order by target, kind",
                query -> {},
                row -> new Route(row.getString(1), row.getString(2)));
    }

    /// One route's messages in the database, apart from those that a caller holds.
    private final class StoredMessages implements OutboxRoute.Waiting {

        private static final String AFTER = """
                select subject, created_at, id from outbox
                where target = ? and kind = ? and (created_at, id) > (?, ?) order by created_at, id limit ?""";
        private static final Entry BEFORE_ALL = new Entry(Digest.of(new byte[Digest.BYTES]), -1, new UUID(0, 0));

        private final Route route;
        private final OutboxSender sender;
        private final int limit;

        StoredMessages(Route route, OutboxSender sender) {
            this.route = route;
            this.sender = sender;
            this.limit = sender.maxBatch();
        }

        @Override
        public List<Entry> after(@Nullable Entry last) {
            Entry from = last == null ? BEFORE_ALL : last;
            Set<OutboxMessage> skipped = Set.copyOf(holders.keySet());
            List<Entry> stored = reader.list(AFTER, query -> bind(query, from, limit + skipped.size()), row -> {
                Digest subject = Digest.of(row.getBytes(1));
                return new Entry(subject, row.getLong(2), row.getObject(3, UUID.class));
            });
            return stored.stream()
                    .filter(entry -> !skipped.contains(message(entry.subject())))
                    .limit(limit)
                    .toList();
        }

        @Override
        public Set<Digest> remaining(List<Entry> entries) {
            return reader.read(connection -> {
                Set<Digest> remaining = new HashSet<>();
                try (SqlBatch select = new SqlBatch(connection, """
                        select o.subject from outbox o
                        join unnest(?::text[], ?::text[], ?::bytea[]) as e (target, kind, subject)
                            on o.target = e.target and o.kind = e.kind and o.subject = e.subject""")) {
                    entries.forEach(entry -> select.row(
                            route.target(), route.kind(), entry.subject().bytes()));
                    try (ResultSet rows = select.query()) {
                        while (rows.next()) {
                            remaining.add(Digest.of(rows.getBytes(1)));
                        }
                    }
                }
                return remaining;
            });
        }

        @Override
        public Set<Digest> giveUp(List<Entry> refused) {
            List<OutboxMessage> over = refused.stream()
                    .filter(entry ->
                            giveUp.isOver(sender.endOfUse(entry.subject(), Instant.ofEpochMilli(entry.createdAt()))))
                    .map(entry -> message(entry.subject()))
                    .toList();
            giveUp.giveUp(over);
            return over.stream().map(OutboxMessage::subject).collect(Collectors.toSet());
        }

        private void bind(PreparedStatement query, Entry from, int most) throws SQLException {
            query.setString(1, route.target());
            query.setString(2, route.kind());
            query.setLong(3, from.createdAt());
            query.setObject(4, from.id());
            query.setInt(5, most);
        }

        private OutboxMessage message(Digest subject) {
            return new OutboxMessage(route.target(), route.kind(), subject);
        }
    }
}
