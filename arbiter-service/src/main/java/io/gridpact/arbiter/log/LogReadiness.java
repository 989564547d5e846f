package io.gridpact.arbiter.log;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when the log is the one that was signed and can be appended to.
@Readiness
public class LogReadiness implements HealthCheck {

    private final Sequencer sequencer;

    LogReadiness(Sequencer sequencer) {
        this.sequencer = sequencer;
    }

    @Override
    public HealthCheckResponse call() {
        LogStatus status = sequencer.status();
        return HealthCheckResponse.named("log")
                .status(status instanceof LogStatus.Serving)
                .withData("status", status.text())
                .build();
    }
}
