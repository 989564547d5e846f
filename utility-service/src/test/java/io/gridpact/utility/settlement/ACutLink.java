package io.gridpact.utility.settlement;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP link that breaks after so many bytes to the server, each time a connection is made.
final class ACutLink implements AutoCloseable {

    private static final int BUFFER_BYTES = 512;

    private final ServerSocket listening;
    private final int server;
    private final AtomicLong bytesUntilCut = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong cuts = new AtomicLong();

    ACutLink(int server) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Of each connection from now on.
    void cutAfter(long bytes) {
        bytesUntilCut.set(bytes);
    }

    long cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server);
                long limit = bytesUntilCut.get();
                Thread.ofVirtual().start(() -> carry(client, to, limit));
                Thread.ofVirtual().start(() -> carry(to, client, Long.MAX_VALUE));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket to, long limit) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = limit;
            int read = in.read(buffer);
            while (read >= 0) {
                out.write(buffer, 0, (int) Math.min(read, left));
                left -= read;
                if (left <= 0) {
                    cuts.incrementAndGet();
                    return;
                }
                read = in.read(buffer);
            }
        } catch (IOException broken) {
            // The other direction was cut.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
