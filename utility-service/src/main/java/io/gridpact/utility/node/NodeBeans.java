package io.gridpact.utility.node;

import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.ClockDrift;
import io.gridpact.protocol.link.KeyFolder;
import io.gridpact.protocol.link.LinkInterceptor;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RateLimit;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.protocol.link.TrustedPeers;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.SplittableRandom;

/// The parts every process has.
final class NodeBeans {

    private static final String PRODUCTION = "prod";

    @Produces
    @Singleton
    NodeClock clock(NodeConfig config) {
        return NodeClock.configured(
                config.clock().kind(),
                config.clock().start(),
                config.clock().runs(),
                ConfigUtils.isProfileActive(PRODUCTION));
    }

    @Produces
    @Singleton
    Salts salts() {
        return Salts.secure();
    }

    @Produces
    @Singleton
    Uuids uuids(NodeClock clock) {
        return new Uuids(clock, new SplittableRandom(new SecureRandom().nextLong()));
    }

    @Produces
    @Singleton
    Aside aside() {
        return Aside.VIRTUAL_THREADS;
    }

    @Produces
    @Singleton
    SignatureVerifier verifier() {
        return new SignatureVerifier();
    }

    @Produces
    @Singleton
    KeyFolder keys(NodeConfig config) throws IOException {
        return KeyFolder.in(config.keys().dir(), config.keys().passphrase().toCharArray());
    }

    @Produces
    @Singleton
    RotatingSigner signer(NodeConfig config, KeyFolder keys, ParticipantStore directory, NodeClock clock) {
        return new RotatingSigner(keys::signers, () -> directory.participant(config.id()), clock);
    }

    @Produces
    @Singleton
    TlsMaterial tls(NodeConfig config) throws IOException, GeneralSecurityException {
        return TlsMaterial.in(config.keys().dir());
    }

    @Produces
    @Singleton
    OperatorOnly operator(NodeConfig config) {
        return OperatorOnly.of(config.operator().spiffeId(), config.operator().tlsKeyPin());
    }

    /// Attempts of others are counted in real time: a manual clock may stand still.
    @Produces
    @Singleton
    OperatorDoor door(OperatorOnly operator, AuditStore audit) {
        return new OperatorDoor(operator, audit, InstantSource.system());
    }

    @Produces
    @Singleton
    TrustedPeers trusted(ParticipantStore directory, OperatorOnly operator) {
        return TrustedPeers.in(directory::participant).or(operator.asPeer());
    }

    @Produces
    @Singleton
    ClockDrift drift(NodeClock clock) {
        return new ClockDrift(clock);
    }

    @Produces
    @Singleton
    PeerChannels channels(TlsMaterial tls, ParticipantStore directory, ClockDrift drift, CallMeter meter) {
        return new PeerChannels(tls, directory::participant, drift, meter);
    }

    void close(@Disposes PeerChannels channels) {
        channels.close();
    }

    @Produces
    @Singleton
    Tracing tracing(NodeConfig config) {
        return Tracing.configured(config.traces().endpoint(), "gridpact-utility-service", config.id(), new MdcFields());
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
        return new LinkInterceptor(clock, trusted, RateLimit::of, meter, audit, tracing);
    }
}
