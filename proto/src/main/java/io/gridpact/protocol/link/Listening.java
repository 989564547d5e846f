package io.gridpact.protocol.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Whether it is us who listens on our own port: a server whose port was taken by another may go on without noticing.
public final class Listening {

    private static final int TIMEOUT_MILLIS = 2000;

    /// A look that went well counts this long.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final InetSocketAddress address;
    private final TlsMaterial own;
    private volatile long seenNanos;
    private volatile boolean seen;

    public Listening(String host, int port, TlsMaterial own) {
        this.address = new InetSocketAddress(host, port);
        this.own = own;
    }

    /// Dials our own port and looks whether our own certificate is shown.
    public boolean isOurs() {
        if (seen && System.nanoTime() - seenNanos < FRESH_NANOS) {
            return true;
        }
        AtomicBoolean shown = new AtomicBoolean();
        try {
            Identity self = own.identity();
            handshake(peer -> {
                shown.compareAndSet(false, self.equals(peer));
                return shown.get();
            });
        } catch (IOException | GeneralSecurityException e) {
            // Our server need not know us as a caller and may hang up at once; what it has shown counts.
        }
        seenNanos = System.nanoTime();
        seen = shown.get();
        return seen;
    }

    private void handshake(TrustedPeers self) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {own}, new TrustManager[] {new PinnedTrust(self)}, new SecureRandom());
        try (Socket plain = new Socket()) {
            plain.connect(address, TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            try (SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, address.getHostString(), address.getPort(), false)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        }
    }
}
