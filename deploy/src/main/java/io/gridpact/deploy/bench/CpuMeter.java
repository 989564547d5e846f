package io.gridpact.deploy.bench;

import io.gridpact.deploy.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Processor time of processes so far, from `/proc/<pid>/stat`: user and system, PostgreSQL with all its backends.
final class CpuMeter {

    /// What the kernel counts in on every Linux of the last decades.
    private static final long MICROS_PER_TICK = 10_000;

    private static final int PARENT_FIELD = 1;
    private static final int USER_FIELD = 11;
    private static final int SYSTEM_FIELD = 12;
    private static final int WAITED_USER_FIELD = 13;
    private static final int WAITED_SYSTEM_FIELD = 14;
    private static final String GENERATOR = "generator";

    private final List<ProcessRecord> processes;

    CpuMeter(List<ProcessRecord> processes) {
        this.processes = processes;
    }

    /// Whether this system tells.
    static boolean works() {
        return Files.exists(Path.of("/proc/self/stat"));
    }

    /// Microseconds by process name, this process as `generator`.
    Map<String, Long> micros() throws IOException {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (ProcessRecord process : processes) {
            micros.put(process.name(), ticks(process.pid()) * MICROS_PER_TICK);
        }
        micros.put(GENERATOR, ticks(ProcessHandle.current().pid()) * MICROS_PER_TICK);
        return micros;
    }

    /// With its living children, which for PostgreSQL do the work.
    private static long ticks(long pid) throws IOException {
        long[] own = fields(pid);
        long ticks = own[USER_FIELD] + own[SYSTEM_FIELD];
        if (ProcessHandle.current().pid() == pid) {
            return ticks;
        }
        ticks += own[WAITED_USER_FIELD] + own[WAITED_SYSTEM_FIELD];
        List<ProcessHandle> children =
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).toList();
        for (ProcessHandle child : children) {
            try {
                long[] fields = fields(child.pid());
                if (fields[PARENT_FIELD] == pid) {
                    ticks += fields[USER_FIELD] + fields[SYSTEM_FIELD];
                }
            } catch (NoSuchFileException ended) {
                // Its time is in its parent's from now on.
            }
        }
        return ticks;
    }

    /// The fields after the command's name, which may hold anything.
    private static long[] fields(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long[] numbers = new long[WAITED_SYSTEM_FIELD + 1];
        for (int index = 1; index < numbers.length; index++) {
            numbers[index] = Long.parseLong(fields[index]);
        }
        return numbers;
    }
}
