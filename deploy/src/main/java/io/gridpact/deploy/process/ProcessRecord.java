package io.gridpact.deploy.process;

import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A process as it is written down for later commands. The start time tells it from another that got its number since.
///
/// @param startedMillis since the Unix epoch; 0 where the system does not say
/// @param stopOrder lower ones stop first, equal ones at the same time
public record ProcessRecord(String name, long pid, long startedMillis, EndSignal endSignal, int stopOrder) {

    /// Whoever runs the others stops first, and stops them.
    private static final int RUNNER_STOP_ORDER = 0;

    private static final long LOOK_MILLIS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final char ZOMBIE = 'Z';
    private static final long SAME_START_MILLIS = 2_000;

    static ProcessRecord of(String name, ProcessHandle handle, EndSignal endSignal, int stopOrder) {
        return new ProcessRecord(name, handle.pid(), startMillis(handle), endSignal, stopOrder);
    }

    /// A record of this very process.
    public static ProcessRecord ofMyself(String name) {
        return of(name, ProcessHandle.current(), EndSignal.TERM, RUNNER_STOP_ORDER);
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    /// Tells it to end and waits; kills it if it has not ended after a while.
    public void stop() {
        Optional<ProcessHandle> found = find();
        if (found.isEmpty()) {
            return;
        }
        signal(endSignal.name());
        if (!ended(found.get())) {
            found.get().destroyForcibly();
            ended(found.get());
        }
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noKill) {
            throw new ProcessFault("cannot signal " + name, noKill);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessRecord::runs)
                .filter(handle -> Math.abs(startMillis(handle) - startedMillis) <= SAME_START_MILLIS);
    }

    private static boolean ended(ProcessHandle handle) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (runs(handle) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !runs(handle);
    }

    /// Ended processes that nobody has waited for yet are still listed; Linux says so.
    private static boolean runs(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != ZOMBIE;
        } catch (IOException noSuchSystem) {
            return handle.isAlive();
        }
    }

    private static long startMillis(ProcessHandle handle) {
        return handle.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }
}
