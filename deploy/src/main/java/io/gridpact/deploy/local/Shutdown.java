package io.gridpact.deploy.local;

import io.gridpact.deploy.process.WatchedProcess;
import java.util.ArrayList;
import java.util.List;

/// Ends processes in the order opposite to that in which they depend on each other.
final class Shutdown {

    private Shutdown() {}

    /// Services at the same time, then PostgreSQL, which was started first.
    static void inOrder(List<WatchedProcess> processes) {
        List<WatchedProcess> copy;
        synchronized (processes) {
            copy = new ArrayList<>(processes);
        }
        if (copy.isEmpty()) {
            return;
        }
        List<Thread> stopping = copy.subList(1, copy.size()).stream()
                .map(service -> Thread.startVirtualThread(service::stop))
                .toList();
        stopping.forEach(Shutdown::join);
        copy.getFirst().stop();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
