package io.gridpact.utility.peer;

import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.utility.node.ParticipantStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Shows until when this utility can sign, as a metric and beside readiness. It stays ready: readings and what peers
/// show are taken without a key of one's own.
@Readiness
@Singleton
final class KeyMetrics implements HealthCheck {

    /// From so long before its last key expires it is said that it does soon.
    static final Duration SOON = Duration.ofDays(14);

    private final RotatingSigner signer;
    private final ParticipantStore directory;
    private final NodeClock clock;

    KeyMetrics(RotatingSigner signer, ParticipantStore directory, NodeClock clock) {
        this.signer = signer;
        this.directory = directory;
        this.clock = clock;
    }

    void register(@Observes StartupEvent started, MeterRegistry registry) {
        Gauge.builder("gridpact.key.expires.seconds", this, KeyMetrics::seconds)
                .description("Until the last of this utility's own signing keys expires; 0 where none is valid")
                .strongReference(true)
                .register(registry);
        Gauge.builder("gridpact.key.revoked", directory, KeyMetrics::revoked)
                .description("Signing keys that are known to be revoked, of everyone")
                .register(registry);
    }

    @Override
    public HealthCheckResponse call() {
        Optional<Instant> until = signer.validUntil();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("signing-key")
                .withData("valid", until.isPresent())
                .withData("expiresSoon", until.isEmpty() || left(until.get()).compareTo(SOON) < 0);
        until.ifPresent(instant -> response.withData("validUntil", instant.toString()));
        return response.up().build();
    }

    private double seconds() {
        return signer.validUntil().map(this::left).map(Duration::toSeconds).orElse(0L);
    }

    private Duration left(Instant until) {
        return Duration.between(clock.instant(), until);
    }

    private static double revoked(ParticipantStore directory) {
        return directory.participants().stream()
                .mapToInt(participant -> participant.keys().revoked().size())
                .sum();
    }
}
