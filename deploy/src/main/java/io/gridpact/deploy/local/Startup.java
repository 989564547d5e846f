package io.gridpact.deploy.local;

import io.gridpact.deploy.client.Answers;
import io.gridpact.deploy.process.Ports;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import io.gridpact.deploy.process.WatchedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Starts services side by side and waits until each says that it is ready; tries other ports where some were taken
/// meanwhile.
final class Startup {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// For one that comes back, which cannot go elsewhere.
    private static final Duration PATIENCE_AGAIN = Duration.ofSeconds(240);

    private static final long LOOK_MILLIS = 100;
    private static final int ATTEMPTS = 3;

    /// The framework logs that its port was taken, and goes on without a server.
    private static final String NO_SERVER = "Unable to start the gRPC server";

    private final ServiceLauncher launcher;
    private final int postgresPort;
    private final ClockSetting clock;
    private final Ports ports;
    private final Progress progress;
    private final RunningProcesses processes;

    /// @param processes gets every process that is started
    Startup(
            ServiceLauncher launcher,
            int postgresPort,
            ClockSetting clock,
            Ports ports,
            Progress progress,
            RunningProcesses processes) {
        this.launcher = launcher;
        this.postgresPort = postgresPort;
        this.clock = clock;
        this.ports = ports;
        this.progress = progress;
        this.processes = processes;
    }

    /// @return where they listen in the end
    List<ServiceAddress> startAll(List<ServiceAddress> planned, ExecutorService tasks) {
        progress.tell("starting "
                + String.join(", ", planned.stream().map(ServiceAddress::id).toList()));
        List<Future<ServiceAddress>> started = new ArrayList<>();
        for (ServiceAddress service : planned) {
            started.add(tasks.submit(() -> start(service)));
        }
        return started.stream().map(Answers::of).toList();
    }

    private ServiceAddress start(ServiceAddress planned) throws IOException {
        ServiceAddress service = planned;
        for (int attempt = 1; ; attempt++) {
            long logBytes = size(launcher.log(service));
            WatchedProcess process = launcher.start(service, postgresPort, clock);
            processes.add(process);
            if (becomesReady(service, process, logBytes, PATIENCE)) {
                progress.tell(service.id() + " is ready");
                return service;
            }
            process.stop();
            processes.remove(process);
            if (attempt == ATTEMPTS) {
                throw new ProcessFault(service.id() + " does not become ready: see its log, " + launcher.log(service));
            }
            progress.tell(service.id() + " did not start, trying other ports");
            service = new ServiceAddress(service.id(), service.kind(), service.host(), ports.free(), ports.free());
        }
    }

    /// Starts one that has run before, where it listened then, and waits until it is ready.
    ///
    /// @throws ProcessFault if it does not become ready
    void awaitAgain(ServiceAddress service, WatchedProcess process, long logBytes) throws IOException {
        if (!becomesReady(service, process, logBytes, PATIENCE_AGAIN)) {
            throw new ProcessFault(service.id() + " does not come back: see its log, " + launcher.log(service));
        }
    }

    private boolean becomesReady(ServiceAddress service, WatchedProcess process, long logBytes, Duration patience)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (Readiness.isReady(service)) {
                return true;
            }
            if (Files.readString(launcher.log(service)).indexOf(NO_SERVER, Math.toIntExact(logBytes)) >= 0) {
                return false;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    static long size(Path log) throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }
}
