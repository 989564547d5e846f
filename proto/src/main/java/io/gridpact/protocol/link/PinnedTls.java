package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.Participant;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/// TLS 1.3 with a certificate from both sides. A context is made once; what it shows and whom it believes is asked
/// anew in every handshake (PROTOCOL.md, section 4).
public final class PinnedTls {

    private static final String PROTOCOL = "TLSv1.3";

    /// A resumed session would skip the look at the certificate; so none lives long enough to be resumed usefully.
    private static final long SESSION_SECONDS = 1;

    private PinnedTls() {}

    /// For a server that believes these callers.
    ///
    /// @throws IllegalStateException if this JDK cannot do it
    public static SslContext server(TlsMaterial own, TrustedPeers callers) {
        return built(SslContextBuilder.forServer(own)
                .trustManager(new PinnedTrust(callers))
                .clientAuth(ClientAuth.REQUIRE));
    }

    /// For a client that dials this participant and believes no other.
    ///
    /// @throws IllegalStateException if this JDK cannot do it
    public static SslContext client(TlsMaterial own, Participant server) {
        return client(own, TrustedPeers.only(server));
    }

    /// For a client that believes any of these.
    ///
    /// @throws IllegalStateException if this JDK cannot do it
    public static SslContext client(TlsMaterial own, TrustedPeers servers) {
        return built(SslContextBuilder.forClient().keyManager(own).trustManager(new PinnedTrust(servers)));
    }

    private static SslContext built(SslContextBuilder builder) {
        try {
            return GrpcSslContexts.configure(builder.protocols(PROTOCOL), SslProvider.JDK)
                    .protocols(PROTOCOL)
                    .sessionTimeout(SESSION_SECONDS)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JDK cannot do TLS 1.3", e);
        }
    }
}
