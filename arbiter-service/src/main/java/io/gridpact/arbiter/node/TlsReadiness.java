package io.gridpact.arbiter.node;

import io.gridpact.protocol.link.TlsMaterial;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Not ready with a certificate that nobody believes, by real time.
@Readiness
public class TlsReadiness implements HealthCheck {

    private final TlsMaterial tls;

    TlsReadiness(TlsMaterial tls) {
        this.tls = tls;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tls-certificate")
                .status(tls.validAt(InstantSource.system().instant()))
                .withData(
                        "notAfter", tls.certificate().getNotAfter().toInstant().toString())
                .build();
    }
}
