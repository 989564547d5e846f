package io.gridpact.utility.pairing;

import io.gridpact.utility.ledger.LedgerFaultException;
import io.gridpact.utility.peer.FollowLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Shows an arbiter that has contradicted itself, as a metric and beside readiness. It does not make this service
/// unready: trades go on being confirmed without the arbiter.
@Readiness
@Singleton
final class LogHistoryMetrics implements HealthCheck {

    private final FollowLog followLog;
    private final CompareCheckpoints compare;

    LogHistoryMetrics(FollowLog followLog, CompareCheckpoints compare) {
        this.followLog = followLog;
        this.compare = compare;
    }

    void register(@Observes StartupEvent started, MeterRegistry registry) {
        Gauge.builder("gridpact.log.contradicted", this, history -> history.contradicted() ? 1 : 0)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("arbiter-log")
                .withData("oneHistory", !contradicted())
                .up()
                .build();
    }

    // While the database is away it is not asked: that is shown by itself.
    private boolean contradicted() {
        try {
            return followLog.contradicted() || compare.forked();
        } catch (LedgerFaultException away) {
            return false;
        }
    }
}
