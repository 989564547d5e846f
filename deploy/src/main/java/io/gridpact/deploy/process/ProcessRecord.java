package io.gridpact.deploy.process;

import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process as it is written down for later commands. The start time tells it from another that got its number since.
///
/// @param startedMillis since the Unix epoch; 0 where the system does not say
public record ProcessRecord(String name, long pid, long startedMillis, EndSignal endSignal) {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long SAME_START_MILLIS = 2_000;

    static ProcessRecord of(String name, ProcessHandle handle, EndSignal endSignal) {
        return new ProcessRecord(name, handle.pid(), startMillis(handle), endSignal);
    }

    /// A record of this very process.
    public static ProcessRecord ofMyself(String name) {
        return of(name, ProcessHandle.current(), EndSignal.TERM);
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
                .filter(ProcessHandle::isAlive)
                .filter(handle -> Math.abs(startMillis(handle) - startedMillis) <= SAME_START_MILLIS);
    }

    private static boolean ended(ProcessHandle handle) {
        try {
            handle.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("onExit does not fail", impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long startMillis(ProcessHandle handle) {
        return handle.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }
}
