package io.gridpact.deploy.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A process that ends with the one that started it, however that ends, unless it is released.
///
/// A small shell stands before it: in the background it waits on a pipe from us, in the foreground it becomes the
/// process itself. When we die, the kernel closes the pipe, and the shell ends the process. A word written to the pipe
/// releases it. The process has a session of its own, so that Ctrl-C reaches only us and we end things in order.
public final class WatchedProcess {

    private static final String WATCH = """
            signal=$1; shift
            exec 3<&0
            (
              exec >/dev/null 2>&1
              if ! read -r word <&3; then
                kill -"$signal" $$
                tries=0
                while kill -0 $$ && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
                kill -KILL $$
              fi
            ) &
            exec "$@" </dev/null 3<&-
            """;

    private static final long REAP_SECONDS = 5;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final String name;
    private final EndSignal endSignal;
    private final int stopOrder;
    private final Process process;
    private final OutputStream pipe;

    /// How a process is told to end.
    public enum EndSignal {
        /// In order: a JVM runs its shutdown.
        TERM,
        /// A fast shutdown of PostgreSQL, which waits for nobody.
        INT,
        /// At once, as if it had crashed; PostgreSQL recovers when it starts again.
        QUIT
    }

    private WatchedProcess(String name, EndSignal endSignal, int stopOrder, Process process) {
        this.name = name;
        this.endSignal = endSignal;
        this.stopOrder = stopOrder;
        this.process = process;
        this.pipe = process.getOutputStream();
    }

    /// @param environment added to ours; secrets go here, never on the command line
    /// @param log what the process prints is appended to it
    /// @param stopOrder lower ones stop first, equal ones at the same time; from 1
    public static WatchedProcess start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            EndSignal endSignal,
            int stopOrder)
            throws IOException {
        List<String> watched = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            watched.add(SETSID.toString());
        }
        watched.addAll(List.of("/bin/sh", "-c", WATCH, "watch", endSignal.name()));
        watched.addAll(command);
        Files.createDirectories(requireNonNull(log.getParent()));
        ProcessBuilder builder = new ProcessBuilder(watched)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new WatchedProcess(name, endSignal, stopOrder, builder.start());
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public ProcessRecord toRecord() {
        return ProcessRecord.of(name, process.toHandle(), endSignal, stopOrder);
    }

    /// Lets it live on when we end.
    public void release() {
        try {
            pipe.write("released\n".getBytes(StandardCharsets.US_ASCII));
            pipe.close();
        } catch (IOException alreadyGone) {
            // The process and its watch have ended; nothing is left to release.
        }
    }

    /// Waits until it ends by itself, and its watch with it.
    ///
    /// @return its exit status
    public int await() throws InterruptedException {
        int status = process.waitFor();
        release();
        return status;
    }

    /// Ends it in order, or by force after a while; returns when it is gone.
    public void stop() {
        toRecord().stop();
        release();
        awaitReaped();
    }

    /// As [#stop()], by another signal than its own.
    public void stop(EndSignal signal) {
        ProcessRecord.of(name, process.toHandle(), signal, stopOrder).stop();
        release();
        awaitReaped();
    }

    /// How it ended; empty while it runs.
    public OptionalInt exitStatus() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// The system says that it is gone a little before Java has noticed: [#isAlive] must say so too.
    private void awaitReaped() {
        try {
            boolean unused = process.waitFor(REAP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
