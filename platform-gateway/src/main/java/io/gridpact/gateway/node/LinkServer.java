package io.gridpact.gateway.node;

import io.gridpact.protocol.link.ServerBounds;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.link.TrustedPeers;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/// Puts pinned mutual TLS and the bounds of a connection on Quarkus' gRPC server.
@Singleton
final class LinkServer implements ServerBuilderCustomizer<VertxServerBuilder> {

    private final TlsMaterial tls;
    private final TrustedPeers trusted;

    LinkServer(TlsMaterial tls, TrustedPeers trusted) {
        this.tls = tls;
        this.trusted = trusted;
    }

    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        ServerBounds.apply(builder.nettyBuilder(), tls, trusted);
    }
}
