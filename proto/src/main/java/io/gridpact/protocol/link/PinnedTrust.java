package io.gridpact.protocol.link;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Believes a peer whose leaf certificate is dated right, names a participant and carries a key pinned for it. No
/// authority and no host name is asked; TLS itself has the peer prove that it holds the key.
///
/// An extended manager: the JDK then adds no checks of its own, neither of chains nor of host names.
final class PinnedTrust extends X509ExtendedTrustManager {

    private final TrustedPeers peers;

    PinnedTrust(TrustedPeers peers) {
        this.peers = peers;
    }

    /// Dates are real time, also where the service's clock is manual.
    static Identity believe(X509Certificate leaf, TrustedPeers peers) throws CertificateException {
        leaf.checkValidity();
        Identity identity = Identity.of(leaf);
        if (!peers.trusts(identity)) {
            throw new CertificateException("no participant of that name pins this key");
        }
        return identity;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        believe(chain[0], peers);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
