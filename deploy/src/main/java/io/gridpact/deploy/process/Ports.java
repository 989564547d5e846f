package io.gridpact.deploy.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// Finds free ports on loopback by binding them. Another process may take one before it is used: whoever starts a
/// server tries again then.
public final class Ports {

    private final Set<Integer> given = new HashSet<>();

    /// A port that is free now and was not given before.
    public synchronized int free() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException none) {
                throw new ProcessFault("no free port on this machine", none);
            }
        }
    }

    /// The port it had last time where that is free, so that addresses last; another otherwise.
    public synchronized int freeOr(int wanted) {
        if (wanted > 0 && isFree(wanted) && given.add(wanted)) {
            return wanted;
        }
        return free();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
