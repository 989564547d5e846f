package io.gridpact.arbiter.node;

import io.gridpact.protocol.link.Listening;
import io.gridpact.protocol.link.TlsMaterial;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when it is us who answers on the gRPC port: Quarkus goes on without its server where the port is taken.
@Readiness
public class ListeningReadiness implements HealthCheck {

    private final Listening listening;
    private final String address;

    ListeningReadiness(
            @ConfigProperty(name = "quarkus.grpc.server.host") String host,
            @ConfigProperty(name = "quarkus.grpc.server.port") int port,
            TlsMaterial tls) {
        this.listening = new Listening(host, port, tls);
        this.address = host + ":" + port;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("grpc-server")
                .status(listening.isOurs())
                .withData("address", address)
                .build();
    }
}
