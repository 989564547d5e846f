package io.gridpact.gateway.node;

import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.AuditTrail;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.DueWork;
import io.gridpact.protocol.link.LinkInterceptor;
import io.gridpact.protocol.link.Listening;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorEndpoint;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.protocol.link.TrustedPeers;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What every part of the gateway shares, made from its configuration (`README.md` lists the keys).
@Dependent
final class NodeBeans {

    @Produces
    @Singleton
    NodeClock clock(
            @ConfigProperty(name = "gridpact.clock", defaultValue = "system") String kind,
            @ConfigProperty(name = "gridpact.clock.start") Optional<String> start,
            @ConfigProperty(name = "gridpact.clock.runs", defaultValue = "false") boolean runs) {
        return NodeClock.configured(kind, start.orElse(""), runs, ConfigUtils.isProfileActive("prod"));
    }

    /// Refuses to start under a certificate that is not this gateway's.
    @Produces
    @Singleton
    TlsMaterial tls(
            @ConfigProperty(name = "gridpact.keys.dir") Path folder, @ConfigProperty(name = "gridpact.id") String id)
            throws IOException, GeneralSecurityException {
        TlsMaterial material = TlsMaterial.in(folder);
        if (!material.identity().id().equals(id)) {
            throw new IllegalArgumentException("the TLS certificate is not of gridpact.id " + id);
        }
        return material;
    }

    @Produces
    @Singleton
    OperatorOnly operator(
            @ConfigProperty(name = "gridpact.operator.spiffe-id") String spiffeId,
            @ConfigProperty(name = "gridpact.operator.tls-key-pin") String pins) {
        return OperatorOnly.of(spiffeId, pins);
    }

    @Produces
    @Singleton
    Directory directory(ParticipantStore store, NodeClock clock) {
        Directory directory = new Directory(store, clock, new SignatureVerifier());
        // Quarkus sets up its gRPC server on an event loop, where no transaction may begin.
        CompletableFuture.runAsync(directory::load, Thread::startVirtualThread).join();
        return directory;
    }

    @Produces
    @Singleton
    TrustedPeers trusted(Directory directory, OperatorOnly operator) {
        return TrustedPeers.in(directory::participant).or(operator.asPeer());
    }

    @Produces
    @Singleton
    ClockDrift drift(NodeClock clock) {
        return new ClockDrift(clock);
    }

    @Produces
    @Singleton
    PeerChannels channels(TlsMaterial tls, Directory directory, ClockDrift drift, CallMeter meter) {
        return new PeerChannels(tls, directory::participant, drift, meter);
    }

    void close(@Disposes PeerChannels channels) {
        channels.close();
    }

    @Produces
    @Singleton
    Tracing tracing(
            @ConfigProperty(name = "gridpact.traces.endpoint") Optional<String> endpoint,
            @ConfigProperty(name = "gridpact.id") String id) {
        return Tracing.configured(endpoint, "gridpact-platform-gateway", id, new MdcFields());
    }

    void close(@Disposes Tracing tracing) {
        tracing.close();
    }

    @Produces
    @Singleton
    SignatureAudit signatureAudit(RefusedSignatureStore store, CallMeter meter) {
        return new SignatureAudit(store, meter, InstantSource.system());
    }

    @Produces
    @Singleton
    @GlobalInterceptor
    LinkInterceptor link(
            NodeClock clock, TrustedPeers trusted, CallMeter meter, SignatureAudit audit, Tracing tracing) {
        return new LinkInterceptor(clock, trusted, PlatformLimits::of, meter, audit, tracing);
    }

    @Produces
    @Singleton
    Listening listening(
            @ConfigProperty(name = "quarkus.grpc.server.host") String host,
            @ConfigProperty(name = "quarkus.grpc.server.port") int port,
            TlsMaterial tls) {
        return new Listening(host, port, tls);
    }

    @Produces
    @Singleton
    OperatorEndpoint operatorEndpoint(
            OperatorOnly operator, AuditTrail trail, NodeClock clock, ParticipantStore store, Directory directory) {
        return new OperatorEndpoint(
                operator,
                trail,
                clock,
                directory,
                DueWork.NONE,
                new CheckParticipants(store, directory),
                InstantSource.system());
    }
}
