package io.gridpact.arbiter.log;

import io.gridpact.protocol.link.NodeClock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Not ready with a clock that most members contradict. A manual clock is moved one service after another, so that no
/// difference between them is a fault.
@Readiness
public class ClockReadiness implements HealthCheck {

    private final NodeClock clock;
    private final MemberClocks members;

    ClockReadiness(NodeClock clock, MemberClocks members) {
        this.clock = clock;
        this.members = members;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("clock")
                .status(clock.manual() || !members.saysWeAreBehind())
                .withData("now", clock.instant().toString())
                .withData("manual", clock.manual())
                .build();
    }
}
