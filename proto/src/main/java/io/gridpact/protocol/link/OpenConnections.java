package io.gridpact.protocol.link;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Bounds the connections of each caller and of all. Asked once the caller has proven its key, so that nobody can use
/// up another's; a surplus connection is closed before it can call. Thread-safe.
final class OpenConnections extends ServerTransportFilter {

    private static final Attributes.Key<String> COUNTED = Attributes.Key.create("gridpact-connection-of");

    private final int maxOfCaller;
    private final int maxOfAll;
    private final Map<String, Integer> ofCaller = new HashMap<>();
    private int ofAll;

    OpenConnections(int maxOfCaller, int maxOfAll) {
        this.maxOfCaller = maxOfCaller;
        this.maxOfAll = maxOfAll;
    }

    /// @throws IllegalStateException for a surplus connection, which grpc then closes
    @Override
    public Attributes transportReady(Attributes attributes) {
        String caller = caller(attributes);
        count(caller);
        return attributes.toBuilder().set(COUNTED, caller).build();
    }

    /// @param attributes none for a connection that never came to be ready
    @Override
    public void transportTerminated(@Nullable Attributes attributes) {
        String caller = attributes == null ? null : attributes.get(COUNTED);
        if (caller != null) {
            forget(caller);
        }
    }

    private synchronized void count(String caller) {
        int open = ofCaller.getOrDefault(caller, 0);
        if (open >= maxOfCaller || ofAll >= maxOfAll) {
            // Wrapped, because a filter may throw nothing checked; grpc looks for it and closes with this code.
            throw new IllegalStateException(
                    Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many connections"));
        }
        ofCaller.put(caller, open + 1);
        ofAll++;
    }

    private synchronized void forget(String caller) {
        ofCaller.computeIfPresent(caller, (_, open) -> open == 1 ? null : open - 1);
        ofAll--;
    }

    private static String caller(Attributes attributes) {
        SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            throw new IllegalStateException("a connection without TLS");
        }
        try {
            return Identity.of((X509Certificate) session.getPeerCertificates()[0])
                    .spiffeId();
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            throw new IllegalStateException("a connection of nobody", e);
        }
    }
}
