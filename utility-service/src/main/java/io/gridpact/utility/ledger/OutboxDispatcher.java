package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Sends what is in the outbox: for each target and kind one virtual thread, so that a target that is away holds up
/// nobody else.
public final class OutboxDispatcher implements AutoCloseable {

    private record Route(String target, String kind) {}

    private final DataSource database;
    private final Map<String, OutboxSender> senders;
    private final Map<Route, OutboxRoute> routes = new ConcurrentHashMap<>();
    private final Set<OutboxMessage> held = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public OutboxDispatcher(DataSource database, List<OutboxSender> senders) {
        this.database = database;
        this.senders = senders.stream().collect(Collectors.toMap(OutboxSender::kind, sender -> sender));
    }

    /// Takes up what an earlier run left.
    public void start() {
        for (Route route : storedRoutes()) {
            wake(route);
        }
    }

    /// Something was put into the outbox.
    public void accept(Set<OutboxMessage> messages) {
        messages.stream()
                .map(message -> new Route(message.target(), message.kind()))
                .distinct()
                .forEach(this::wake);
    }

    /// A caller is about to write this message and to send it itself: leave it to them until [#release].
    public void hold(OutboxMessage message) {
        held.add(message);
    }

    /// The caller is done; if the message is still in the outbox, it is the dispatcher's now.
    public void release(OutboxMessage message, boolean delivered) {
        held.remove(message);
        if (!delivered) {
            wake(new Route(message.target(), message.kind()));
        }
    }

    /// Whether nothing is being sent and nothing waits to be sent.
    public boolean idle() {
        return held.isEmpty() && routes.values().stream().allMatch(OutboxRoute::idle);
    }

    /// Grows with each message that was delivered.
    public long deliveredCount() {
        return routes.values().stream().mapToLong(OutboxRoute::deliveredCount).sum();
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
        routes.values().forEach(OutboxRoute::close);
    }

    private void wake(Route route) {
        if (!closed) {
            routes.computeIfAbsent(route, this::startRoute).wake();
        }
    }

    private OutboxRoute startRoute(Route route) {
        OutboxSender sender = senders.get(route.kind());
        if (sender == null) {
            throw new IllegalStateException("no sender for outbox kind " + route.kind());
        }
        OutboxRoute worker = new OutboxRoute(route.target(), sender, () -> waitingSubjects(route, sender.maxBatch()));
        worker.start();
        return worker;
    }

    private List<Digest> waitingSubjects(Route route, int limit) throws SQLException {
        Set<OutboxMessage> skipped = Set.copyOf(held);
        List<Digest> subjects = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        select subject from outbox where target = ? and kind = ? order by created_at, id limit ?""")) {
            query.setString(1, route.target());
            query.setString(2, route.kind());
            query.setInt(3, limit + skipped.size());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next() && subjects.size() < limit) {
                    Digest subject = Digest.of(rows.getBytes(1));
                    if (!skipped.contains(new OutboxMessage(route.target(), route.kind(), subject))) {
                        subjects.add(subject);
                    }
                }
            }
        }
        return subjects;
    }

    private List<Route> storedRoutes() {
        List<Route> stored = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select distinct target, kind from outbox");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                stored.add(new Route(rows.getString(1), rows.getString(2)));
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
        return stored;
    }
}
