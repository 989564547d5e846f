package io.gridpact.gateway.node;

import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.Listening;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.TlsMaterial;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Ready where platforms can be served: our own port is ours, our certificate's dates hold by real time, our clock
/// agrees with most peers'. The database is asked by Quarkus' own check. A directory that is still empty is no fault:
/// the operator fills it through this very service.
@Readiness
public class LinkReadiness implements HealthCheck {

    private final Listening listening;
    private final TlsMaterial tls;
    private final NodeClock clock;
    private final ClockDrift drift;

    LinkReadiness(Listening listening, TlsMaterial tls, NodeClock clock, ClockDrift drift) {
        this.listening = listening;
        this.tls = tls;
        this.clock = clock;
        this.drift = drift;
    }

    @Override
    public HealthCheckResponse call() {
        boolean listens = listening.isOurs();
        boolean certificateValid = tls.validAt(InstantSource.system().instant());
        // A manual clock is moved from outside, one service after the other.
        boolean clockAgrees = clock.manual() || !drift.beyondLimit();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("link")
                .status(listens && certificateValid && clockAgrees)
                .withData("listens", listens)
                .withData("certificateValid", certificateValid)
                .withData("clockAgrees", clockAgrees);
        drift.fresh()
                .forEach((peer, sample) ->
                        response.withData("driftMillis." + peer, sample.offset().toMillis()));
        return response.build();
    }
}
