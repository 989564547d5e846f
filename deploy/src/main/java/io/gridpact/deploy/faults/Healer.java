package io.gridpact.deploy.faults;

import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.local.Readiness;
import io.gridpact.deploy.postgres.PostgresServer;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import io.gridpact.deploy.process.WatchedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts again what has died, as an operator's supervisor would, and tells those that a rule killed from those that
/// ended by themselves.
final class Healer implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final LocalNetwork network;
    private final NetworkClock clock;
    private final Duration aheadAtStart;
    private final Progress progress;
    private final Map<String, AtomicInteger> killed = new ConcurrentHashMap<>();
    private final List<String> unexpected = new CopyOnWriteArrayList<>();
    private final Thread watch;
    private volatile boolean closed;

    /// @param aheadAtStart how far ahead of real time the network's clocks began
    Healer(LocalNetwork network, NetworkClock clock, Duration aheadAtStart, Progress progress) {
        this.network = network;
        this.clock = clock;
        this.aheadAtStart = aheadAtStart;
        this.progress = progress;
        this.watch = Thread.ofVirtual().name("healer").start(this::watch);
    }

    /// How often a rule has ended that service's virtual machine, so far.
    int killed(String service) {
        return killed.computeIfAbsent(service, none -> new AtomicInteger()).get();
    }

    /// What has ended by itself since this was last asked.
    List<String> takeUnexpected() {
        List<String> taken = List.copyOf(unexpected);
        unexpected.removeAll(taken);
        return taken;
    }

    /// Waits until everything runs and says that it is ready.
    ///
    /// @throws ProcessFault if it does not come to that
    void awaitWhole() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!network.dead().isEmpty() || !network.state().services().stream().allMatch(Readiness::isReady)) {
            if (System.nanoTime() > deadline) {
                throw new ProcessFault("the network does not become whole again; dead: " + network.dead());
            }
            Thread.sleep(LOOK);
        }
    }

    private void watch() {
        while (!closed) {
            try {
                for (String dead : network.dead()) {
                    // PostgreSQL is the business of whoever broke it.
                    if (!dead.equals(PostgresServer.NAME)) {
                        revive(dead);
                    }
                }
                Thread.sleep(LOOK);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void revive(String service) {
        int status = network.process(service)
                .map(process -> process.exitStatus().orElse(0))
                .orElse(0);
        if (status == KillPoint.STATUS) {
            killed.computeIfAbsent(service, none -> new AtomicInteger()).incrementAndGet();
        } else {
            unexpected.add(service + " ended by itself with status " + status);
        }
        progress.tell(service + " ended with status " + status + ", starting it again");
        try {
            Duration moved = clock.ahead();
            network.restart(
                    service, new ClockSetting.Running(moved.compareTo(aheadAtStart) > 0 ? moved : aheadAtStart));
        } catch (IOException | ProcessFault stillDead) {
            // One that lives and is slow may be ready yet: whoever waits for the whole network has the last word.
            if (network.process(service).filter(WatchedProcess::isAlive).isEmpty()) {
                unexpected.add(String.valueOf(stillDead.getMessage()));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        watch.interrupt();
        try {
            watch.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
