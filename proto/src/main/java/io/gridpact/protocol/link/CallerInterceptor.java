package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Names the caller of each call from its certificate, and asks again whether it is trusted: a connection outlives a
/// pin that was taken back and a certificate that expired.
public final class CallerInterceptor implements ServerInterceptor {

    private final TrustedPeers peers;

    public CallerInterceptor(TrustedPeers peers) {
        this.peers = peers;
    }

    /// @throws RefusedException `PERMISSION_DENIED`, which [ErrorInterceptor] turns into a status
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Caller caller = new Caller(identityOf(call.getAttributes()));
        TracedWork.current().with("gridpact.caller", caller.id());
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }

    private Identity identityOf(Attributes attributes) {
        SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            throw denied();
        }
        try {
            return PinnedTrust.believe((X509Certificate) session.getPeerCertificates()[0], peers);
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            throw denied();
        }
    }

    private static RefusedException denied() {
        return new RefusedException(
                Refusal.of(Reason.PERMISSION_DENIED, "", "the caller's certificate is not, or no longer, trusted"));
    }
}
