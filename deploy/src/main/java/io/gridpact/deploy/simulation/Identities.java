package io.gridpact.deploy.simulation;

import io.gridpact.deploy.keys.TlsCredential;
import io.grpc.Attributes;
import io.grpc.Grpc;
import java.lang.reflect.Proxy;
import java.security.cert.Certificate;
import javax.net.ssl.SSLSession;

/// What a server knows of a connection: the session that the caller's certificate made.
final class Identities {

    private Identities() {}

    static Attributes of(TlsCredential credential) {
        Certificate[] chain = {credential.certificate()};
        SSLSession session = (SSLSession) Proxy.newProxyInstance(
                Identities.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getPeerCertificates")) {
                        return chain;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session)
                .build();
    }
}
