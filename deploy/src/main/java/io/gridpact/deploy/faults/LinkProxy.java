package io.gridpact.deploy.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP link on loopback that can fail: forwards bytes as they come, holds those of one direction, is late, or resets
/// connections. What it holds it delivers when it forwards again, as a network would that repeats lost packets.
final class LinkProxy implements AutoCloseable {

    /// More wait to be accepted.
    static final int MAX_CONNECTIONS = 64;

    /// How late each piece of data is where the link is slow.
    static final Duration DELAY = Duration.ofMillis(300);

    private static final int PIECE_BYTES = 16 * 1024;
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Semaphore room = new Semaphore(MAX_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong affected = new AtomicLong();
    private LinkMode mode = LinkMode.FORWARD;
    private volatile boolean closed;

    /// @param target where it forwards to
    LinkProxy(InetSocketAddress target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, MAX_CONNECTIONS, InetAddress.getLoopbackAddress());
        } catch (IOException none) {
            throw new UncheckedIOException("no port for a link", none);
        }
        Thread.ofVirtual().name("link").start(this::accept);
    }

    String endpoint() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /// From now on.
    synchronized void set(LinkMode wanted) {
        mode = wanted;
        if (wanted == LinkMode.RESET) {
            open.forEach(this::reset);
        }
        notifyAll();
    }

    /// Pieces of data that were held or late, and connections that were reset, since the link was made.
    long affected() {
        return affected.get();
    }

    private synchronized LinkMode mode() {
        return mode;
    }

    private void accept() {
        while (!closed) {
            try {
                room.acquire();
                Socket caller = listening.accept();
                Thread.ofVirtual().name("link-connection").start(() -> connection(caller));
            } catch (IOException refused) {
                room.release();
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private void connection(Socket caller) {
        open.add(caller);
        try (caller;
                Socket service = new Socket()) {
            if (mode() == LinkMode.RESET) {
                reset(caller);
                return;
            }
            open.add(service);
            service.connect(target, CONNECT_MILLIS);
            caller.setTcpNoDelay(true);
            service.setTcpNoDelay(true);
            Thread answers = Thread.ofVirtual().start(() -> pump(service, caller, LinkMode.HOLD_ANSWERS));
            pump(caller, service, LinkMode.HOLD_REQUESTS);
            answers.join();
        } catch (IOException broken) {
            // Its two ends learn of it by its being closed.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
            room.release();
        }
    }

    /// @param holding the mode in which this direction stands still
    private void pump(Socket from, Socket to, LinkMode holding) {
        byte[] piece = new byte[PIECE_BYTES];
        try {
            int read = from.getInputStream().read(piece);
            while (read >= 0 && mayPass(holding)) {
                to.getOutputStream().write(piece, 0, read);
                read = from.getInputStream().read(piece);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits while its direction is held, or as long as the link is slow.
    ///
    /// @return false once the link is closed
    private boolean mayPass(LinkMode holding) throws InterruptedException {
        LinkMode now = mode();
        if (now == holding || now == LinkMode.DELAY) {
            affected.incrementAndGet();
        }
        if (now == LinkMode.DELAY) {
            Thread.sleep(DELAY);
        }
        synchronized (this) {
            while (mode == holding && !closed) {
                wait();
            }
        }
        return !closed;
    }

    private void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
            affected.incrementAndGet();
        } catch (IOException gone) {
            // Somebody else has closed it.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // Closed all the same.
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            listening.close();
        } catch (IOException gone) {
            // Closed all the same.
        }
        open.forEach(LinkProxy::close);
    }
}
