package io.gridpact.deploy.local;

import io.gridpact.deploy.client.Answers;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Caches from which the virtual machines of services start several times faster: made once for each build, from what
/// the services of a network wrote down when it ended (JEP 514).
public final class StartCaches {

    private static final long PATIENCE_SECONDS = 240;

    /// One is made on one processor.
    private static final int AT_A_TIME = 2;

    private final Path builtRoot;
    private final NetworkFolder folder;
    private final Progress progress;

    /// @param folder of a network that ran as [JvmMode#RECORDING] and has been stopped
    public StartCaches(Path builtRoot, NetworkFolder folder, Progress progress) {
        this.builtRoot = builtRoot;
        this.folder = folder;
        this.progress = progress;
    }

    static Path recording(NetworkFolder folder, String service) {
        return folder.serviceLog(service).resolveSibling("classes.aotconf");
    }

    /// One for each kind, from the first service of that kind.
    ///
    /// @throws ProcessFault if a virtual machine does not make one
    public void create(List<ServiceAddress> services) {
        try (ExecutorService tasks = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Future<Path>> made = new ArrayList<>();
            for (ServiceKind kind : ServiceKind.values()) {
                services.stream()
                        .filter(each -> each.kind() == kind)
                        .findFirst()
                        .ifPresent(service -> made.add(tasks.submit(() -> create(service))));
            }
            made.forEach(Answers::of);
        }
    }

    private Path create(ServiceAddress service) throws IOException {
        progress.tell("preparing quick starts of " + service.kind().module());
        Path cache = service.kind().cache(builtRoot);
        Path made = cache.resolveSibling(cache.getFileName() + ".new");
        List<String> command = new ArrayList<>();
        command.add(ServiceLauncher.java());
        command.addAll(ServiceLauncher.JVM_FLAGS);
        command.addAll(JvmMode.createFlags(made, recording(folder, service.id())));
        command.addAll(List.of("-jar", service.kind().program(builtRoot).toString()));
        Path log = folder.serviceLog(service.id()).resolveSibling("cache.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!succeeds(process) || !Files.isRegularFile(made)) {
            throw new ProcessFault("no cache of " + service.id() + " could be made: " + Files.readString(log));
        }
        return Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean succeeds(Process process) {
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
