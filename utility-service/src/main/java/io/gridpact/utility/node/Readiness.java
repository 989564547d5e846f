package io.gridpact.utility.node;

import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/// Ready where the database answers, the certificate is valid, the gRPC server listens and the clock agrees with
/// peers' clocks.
@org.eclipse.microprofile.health.Readiness
final class Readiness implements HealthCheck {

    private static final int DATABASE_TIMEOUT_SECONDS = 2;
    private static final int CONNECT_TIMEOUT_MILLIS = 500;

    private final DataSource database;
    private final TlsMaterial tls;
    private final NodeClock clock;
    private final ClockDrift drift;
    private final String grpcHost;
    private final int grpcPort;

    Readiness(
            DataSource database,
            TlsMaterial tls,
            NodeClock clock,
            ClockDrift drift,
            @ConfigProperty(name = "quarkus.grpc.server.host") String grpcHost,
            @ConfigProperty(name = "quarkus.grpc.server.port") int grpcPort) {
        this.database = database;
        this.tls = tls;
        this.clock = clock;
        this.drift = drift;
        this.grpcHost = grpcHost;
        this.grpcPort = grpcPort;
    }

    @Override
    public HealthCheckResponse call() {
        boolean databaseUp = databaseAnswers();
        boolean certificateValid = tls.validAt(Instant.now());
        boolean listening = listens();
        // A manual clock is moved one service after another, so that drift between them is no fault.
        boolean inTime = clock.manual() || !drift.beyondLimit();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("utility")
                .withData("database", databaseUp)
                .withData("certificateValid", certificateValid)
                .withData("listening", listening)
                .withData("clockAgreesWithPeers", inTime)
                .status(databaseUp && certificateValid && listening && inTime);
        drift.fresh()
                .forEach((peer, sample) ->
                        response.withData("driftMillis." + peer, sample.offset().toMillis()));
        return response.build();
    }

    private boolean databaseAnswers() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(DATABASE_TIMEOUT_SECONDS);
        } catch (SQLException away) {
            return false;
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(grpcHost, grpcPort), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
