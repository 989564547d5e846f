package io.gridpact.gateway.order;

import io.gridpact.protocol.hash.Digest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/// Counts and logs answers. The log names an order by its digest's first characters and says nothing of its content.
@Singleton
final class OrderTelemetry implements OrderWatch {

    private static final Logger LOG = Logger.getLogger(OrderTelemetry.class);

    private final MeterRegistry registry;

    OrderTelemetry(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(Digest order, String utility, String outcome, Duration elapsed) {
        Timer.builder("gridpact.orders")
                .description("Orders brought to a utility, by outcome")
                .tags("utility", utility, "outcome", outcome)
                .register(registry)
                .record(elapsed);
        if (outcome.equals(SEALED) && !LOG.isDebugEnabled()) {
            return;
        }
        MDC.put("order", order.prefix());
        MDC.put("utility", utility);
        MDC.put("outcome", outcome);
        try {
            LOG.log(outcome.equals(SEALED) ? Logger.Level.DEBUG : Logger.Level.INFO, "order answered");
        } finally {
            MDC.remove("order");
            MDC.remove("utility");
            MDC.remove("outcome");
        }
    }
}
