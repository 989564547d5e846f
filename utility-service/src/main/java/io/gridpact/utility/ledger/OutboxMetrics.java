package io.gridpact.utility.ledger;

import io.gridpact.protocol.link.NodeClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What waits in the outbox for each participant, as metrics.
@Singleton
final class OutboxMetrics {

    /// However often metrics are read, the outbox is counted at most once in this time.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /// Before [UtilityLife] starts the dispatcher.
    private static final int BEFORE_ANYTHING_IS_SENT = 50;

    private static final Waiting NOTHING = new Waiting(0, 0);

    /// @param oldestAt milliseconds since the Unix epoch at which the oldest was written; 0 where none waits
    private record Waiting(long messages, long oldestAt) {}

    private final MeterRegistry registry;
    private final LedgerReader reader;
    private final Clock clock;
    private Map<String, Waiting> lastSeen = Map.of();
    private long lookedAtNanos = System.nanoTime() - LOOK_EVERY.toNanos();

    OutboxMetrics(MeterRegistry registry, LedgerReader reader, NodeClock clock) {
        this.registry = registry;
        this.reader = reader;
        this.clock = clock;
    }

    void register(@Observes @Priority(BEFORE_ANYTHING_IS_SENT) StartupEvent started, OutboxDispatcher outbox) {
        outbox.onTarget(target -> registerTarget(target, outbox));
    }

    private void registerTarget(String target, OutboxDispatcher outbox) {
        Gauge.builder("gridpact.outbox.depth", () -> waitingFor(target).messages())
                .description("Messages that wait to be sent")
                .tag("peer", target)
                .register(registry);
        TimeGauge.builder("gridpact.outbox.oldest.age", () -> ageMillis(waitingFor(target)), TimeUnit.MILLISECONDS)
                .description("Since the oldest message that waits was written, by the network's clock")
                .tag("peer", target)
                .register(registry);
        Gauge.builder("gridpact.outbox.failing", () -> outbox.failingTargets().contains(target) ? 1 : 0)
                .description("Whether the last attempt to send something was in vain")
                .tag("peer", target)
                .register(registry);
    }

    private long ageMillis(Waiting waiting) {
        return waiting.messages() == 0 ? 0 : Math.max(0, clock.millis() - waiting.oldestAt());
    }

    private synchronized Waiting waitingFor(String target) {
        long nanos = System.nanoTime();
        if (nanos - lookedAtNanos >= LOOK_EVERY.toNanos()) {
            lookedAtNanos = nanos;
            lastSeen = look();
        }
        return lastSeen.getOrDefault(target, NOTHING);
    }

    /// What was seen last, where the database is away.
    private Map<String, Waiting> look() {
        try {
            return reader
                    .list(
                            "select target, count(*), min(created_at) from outbox group by target",
                            query -> {},
                            row -> Map.entry(row.getString(1), new Waiting(row.getLong(2), row.getLong(3))))
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (LedgerFaultException away) {
            return lastSeen;
        }
    }
}
