package io.gridpact.arbiter.node;

import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.AuditTrail;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.LinkInterceptor;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.link.RateLimit;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What every part of the arbiter shares, made from its configuration (`README.md` lists the keys).
@Dependent
final class NodeBeans {

    private static final String SIGNING_KEY_FILE = "signing.key.pem";

    @Produces
    @Singleton
    Salts salts() {
        return Salts.secure();
    }

    @Produces
    @Singleton
    NodeClock clock(
            @ConfigProperty(name = "gridpact.clock", defaultValue = "system") String kind,
            @ConfigProperty(name = "gridpact.clock.start") Optional<String> start,
            @ConfigProperty(name = "gridpact.clock.runs", defaultValue = "false") boolean runs) {
        return NodeClock.configured(kind, start.orElse(""), runs, ConfigUtils.isProfileActive("prod"));
    }

    @Produces
    @Singleton
    TlsMaterial tls(@ConfigProperty(name = "gridpact.keys.dir") Path folder)
            throws IOException, GeneralSecurityException {
        return TlsMaterial.in(folder);
    }

    @Produces
    @Singleton
    Signer signer(
            @ConfigProperty(name = "gridpact.keys.dir") Path folder,
            @ConfigProperty(name = "gridpact.keys.passphrase") String passphrase)
            throws IOException {
        return FileSigner.read(folder.resolve(SIGNING_KEY_FILE), passphrase.toCharArray());
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
    OperatorDoor door(OperatorOnly operator, AuditTrail trail) {
        return new OperatorDoor(operator, trail, InstantSource.system());
    }

    @Produces
    @Singleton
    SignatureVerifier verifier() {
        return new SignatureVerifier();
    }

    @Produces
    @Singleton
    Tracing tracing(
            @ConfigProperty(name = "gridpact.traces.endpoint") Optional<String> endpoint,
            @ConfigProperty(name = "gridpact.id") String id) {
        return Tracing.configured(endpoint, "gridpact-arbiter-service", id, new MdcFields());
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
