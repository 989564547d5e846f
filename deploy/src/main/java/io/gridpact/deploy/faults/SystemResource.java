package io.gridpact.deploy.faults;

import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.WatchedProcess;
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Something of the operating system's that a shell makes, keeps while it lives and takes away when it is told to end,
/// which it also is when we die.
final class SystemResource implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 50;

    /// After everything that uses it.
    private static final int STOP_ORDER = 99;

    /// Takes the file that says it is there as first argument.
    private static final String KEEP = """
            ready=$1; shift
            drop() {
            %s
            }
            trap 'drop; exit 0' TERM INT
            make() {
            %s
            }
            if make "$@"; then touch "$ready"; else drop; exit 1; fi
            while :; do sleep 0.2; done
            """;

    private final WatchedProcess keeper;

    private SystemResource(WatchedProcess keeper) {
        this.keeper = keeper;
    }

    /// @param make shell commands, joined by `&&`
    /// @param drop shell commands; each may find nothing to do
    /// @param log what the shell says
    /// @throws ProcessFault with what the shell said, if it cannot be made here
    static SystemResource make(String what, String make, String drop, List<String> arguments, Path log)
            throws IOException {
        Path ready = log.resolveSibling(log.getFileName() + ".ready");
        Files.deleteIfExists(ready);
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", KEEP.formatted(drop, make), what.replace(' ', '-'), ready.toString()));
        command.addAll(arguments);
        SystemResource made =
                new SystemResource(WatchedProcess.start(what, command, Map.of(), log, EndSignal.TERM, STOP_ORDER));
        if (!made.isReady(ready)) {
            made.close();
            throw new ProcessFault("no " + what + " can be made here (it takes root on Linux): "
                    + Files.readString(log).strip());
        }
        return made;
    }

    private boolean isReady(Path ready) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (keeper.isAlive() && System.nanoTime() < deadline) {
            if (Files.exists(ready)) {
                return true;
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

    @Override
    public void close() {
        keeper.stop();
    }
}
