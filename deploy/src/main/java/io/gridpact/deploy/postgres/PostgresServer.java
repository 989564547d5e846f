package io.gridpact.deploy.postgres;

import io.gridpact.deploy.keys.PrivateFiles;
import io.gridpact.deploy.process.Ports;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import io.gridpact.deploy.process.Trees;
import io.gridpact.deploy.process.WatchedProcess;
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A PostgreSQL server on loopback with its data under one folder. What is acknowledged is on disk: `fsync` and
/// `synchronous_commit` stay on.
public final class PostgresServer {

    /// Of its process.
    public static final String NAME = "postgres";

    /// The superuser's role; only this command line connects as it.
    public static final String SUPERUSER = "postgres";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;
    private static final int ATTEMPTS = 6;
    /// Before the second attempt; twice as long before each further one, 15.5 seconds in all.
    private static final long SHORTEST_PAUSE_MILLIS = 500;
    private static final int LOG_TAIL_CHARACTERS = 1_000;
    private static final int CONNECTIONS_PER_SERVICE = 24;
    /// After everyone who uses it.
    private static final int STOP_ORDER = 9;

    private static final String LOOPBACK = "127.0.0.1";
    private static final String STATUS_READY = "ready";

    private final int port;
    private final WatchedProcess process;

    private PostgresServer(int port, WatchedProcess process) {
        this.port = port;
        this.process = process;
    }

    public int port() {
        return port;
    }

    public WatchedProcess process() {
        return process;
    }

    /// Starts the server, and makes its data folder the first time.
    ///
    /// @param folder gets `data`, `log`
    /// @param host where it listens beside loopback; the same for nowhere else
    /// @param wantedPort used where it is free; 0 for any
    /// @param services how many connect
    public static PostgresServer start(
            Path folder,
            String host,
            String superuserPassword,
            int wantedPort,
            int services,
            Ports ports,
            Progress progress)
            throws IOException {
        Path programs = PostgresBinaries.unpacked(progress).resolve("bin");
        Path data = folder.resolve("data");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(programs, folder, data, superuserPassword);
        }
        if (!host.equals(LOOPBACK)) {
            letIn(data.resolve("pg_hba.conf"), host);
        }
        int port = ports.freeOr(wantedPort);
        for (int attempt = 1; ; attempt++) {
            WatchedProcess process = launch(programs, folder, data, host, port, services);
            if (isReady(process, data)) {
                return new PostgresServer(port, process);
            }
            process.stop();
            if (attempt == ATTEMPTS) {
                throw new ProcessFault("PostgreSQL does not start: see " + log(folder));
            }
            if (isHeldByAnother(folder)) {
                pause(attempt);
            }
            port = ports.free();
        }
    }

    /// Whether the last attempt ended because processes of a server that was killed still hold the data; they notice
    /// within seconds that it is gone.
    private static boolean isHeldByAnother(Path folder) throws IOException {
        String told = Files.readString(log(folder), StandardCharsets.ISO_8859_1);
        String end = told.substring(Math.max(0, told.length() - LOG_TAIL_CHARACTERS));
        return end.contains("is still in use") || end.contains("lock file");
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(SHORTEST_PAUSE_MILLIS << (attempt - 1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProcessFault("interrupted while PostgreSQL was started", interrupted);
        }
    }

    /// Makes the data folder beside its place and puts it there when it is whole: who finds one can start from it,
    /// however an earlier attempt ended.
    private static void initialise(Path programs, Path folder, Path data, String superuserPassword) throws IOException {
        PrivateFiles.folder(folder);
        Path unfinished = folder.resolve("data.unfinished");
        Trees.delete(unfinished);
        Path password = folder.resolve("superuser-password");
        PrivateFiles.write(password, superuserPassword + "\n");
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions"));
        Path log = log(folder);
        Files.createDirectories(folder.resolve("log"));
        try {
            int status = WatchedProcess.start("initdb", command, Map.of(), log, EndSignal.TERM, STOP_ORDER)
                    .await();
            if (status != 0) {
                throw new ProcessFault("initdb failed: see " + log);
            }
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProcessFault("interrupted while PostgreSQL was set up", interrupted);
        } finally {
            Files.deleteIfExists(password);
        }
    }

    /// Whoever shares that private link may ask, with a password.
    private static void letIn(Path rules, String host) throws IOException {
        String rule = "host all all " + host + "/24 scram-sha-256";
        if (!Files.readAllLines(rules).contains(rule)) {
            Files.writeString(rules, rule + "\n", StandardOpenOption.APPEND);
        }
    }

    private static WatchedProcess launch(Path programs, Path folder, Path data, String host, int port, int services)
            throws IOException {
        List<String> command = new ArrayList<>(asOrdinaryUser());
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        Map<String, String> settings = Map.of(
                "port", Integer.toString(port),
                "listen_addresses", host.equals(LOOPBACK) ? LOOPBACK : LOOPBACK + "," + host,
                "unix_socket_directories", "",
                "max_connections", Integer.toString(CONNECTIONS_PER_SERVICE * services + 10),
                "shared_buffers", "64MB",
                "fsync", "on",
                "synchronous_commit", "on",
                "password_encryption", "scram-sha-256",
                "max_wal_size", "2GB",
                "logging_collector", "off");
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return WatchedProcess.start(NAME, command, Map.of(), log(folder), EndSignal.INT, STOP_ORDER);
    }

    /// PostgreSQL refuses to run as root. In a user namespace of its own, root is nobody in particular, and the files
    /// are still its own.
    private static List<String> asOrdinaryUser() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        try {
            int status = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (status == 0) {
                return List.of("unshare", "-U");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new ProcessFault("PostgreSQL does not run as root here: run this command as another user");
    }

    private static boolean isReady(WatchedProcess process, Path data) throws IOException {
        Path status = data.resolve("postmaster.pid");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (saysReady(status, process.pid())) {
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

    /// The file may be one that a killed server left: the first line says whose it is.
    private static boolean saysReady(Path status, long pid) throws IOException {
        if (!Files.exists(status)) {
            return false;
        }
        String text = Files.readString(status).strip();
        return text.startsWith(pid + "\n") && text.endsWith(STATUS_READY);
    }

    private static Path log(Path folder) {
        return folder.resolve("log").resolve("postgres.log");
    }
}
