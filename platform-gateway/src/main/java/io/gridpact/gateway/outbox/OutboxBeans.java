package io.gridpact.gateway.outbox;

import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.link.NodeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/// Looks once a second, by real time, whether what is kept can go.
@Singleton
final class OutboxBeans implements ForwardKept.Watch {

    private static final Logger LOG = Logger.getLogger(OutboxBeans.class);

    private static final long LOOKS_APART_SECONDS = 1;

    private final ForwardKept forward;
    private final MeterRegistry registry;
    private final AtomicLong waiting = new AtomicLong();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("kept-orders").factory());

    OutboxBeans(KeptOrderStore kept, UtilityClient utilities, NodeClock clock, MeterRegistry registry) {
        this.forward = new ForwardKept(kept, utilities::confirm, this, clock);
        this.registry = registry;
        registry.gauge("gridpact.orders.kept", waiting);
    }

    void start(@Observes StartupEvent starting) {
        looks.scheduleWithFixedDelay(this::look, LOOKS_APART_SECONDS, LOOKS_APART_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        looks.shutdownNow();
    }

    private void look() {
        try {
            forward.forward();
        } catch (RuntimeException fault) {
            LOG.warnf("kept orders wait on: %s", fault.getClass().getSimpleName());
        }
    }

    @Override
    public void left(String outcome, int orders) {
        if (orders > 0) {
            Counter.builder("gridpact.orders.kept.left")
                    .description("Kept orders that wait no longer, by what became of them")
                    .tag("outcome", outcome)
                    .register(registry)
                    .increment(orders);
        }
    }

    @Override
    public void waiting(long orders) {
        waiting.set(orders);
    }
}
