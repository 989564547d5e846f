package io.gridpact.deploy.local;

import io.gridpact.deploy.process.ProcessList;
import io.gridpact.deploy.process.ProcessRecord;
import io.gridpact.deploy.process.WatchedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The processes of a network in the order in which they were started, and the file that names them. Thread-safe.
final class RunningProcesses {

    private final Path file;
    private final List<WatchedProcess> processes = new ArrayList<>();

    /// @param file where [#write] writes
    RunningProcesses(Path file) {
        this.file = file;
    }

    synchronized void add(WatchedProcess process) {
        processes.add(process);
    }

    synchronized void remove(WatchedProcess process) {
        processes.remove(process);
    }

    synchronized List<ProcessRecord> records() {
        return processes.stream().map(WatchedProcess::toRecord).toList();
    }

    synchronized Optional<WatchedProcess> named(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    /// Those that have ended.
    synchronized List<String> dead() {
        return processes.stream()
                .filter(process -> !process.isAlive())
                .map(WatchedProcess::name)
                .toList();
    }

    /// Lets them live on without us.
    synchronized void release() {
        processes.forEach(WatchedProcess::release);
    }

    /// Writes down all, the last started first.
    ///
    /// @param first written before them
    synchronized void write(List<ProcessRecord> first) throws IOException {
        List<ProcessRecord> records = new ArrayList<>(first);
        for (int index = processes.size() - 1; index >= 0; index--) {
            records.add(processes.get(index).toRecord());
        }
        new ProcessList(List.copyOf(records)).write(file);
    }
}
