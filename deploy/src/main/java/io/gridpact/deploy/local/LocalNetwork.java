package io.gridpact.deploy.local;

import io.gridpact.deploy.client.Answers;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.keys.Member;
import io.gridpact.deploy.keys.NetworkKeys;
import io.gridpact.deploy.keys.PrivateFiles;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.NetworkWriter;
import io.gridpact.deploy.postgres.Databases;
import io.gridpact.deploy.postgres.PostgresServer;
import io.gridpact.deploy.process.FolderLock;
import io.gridpact.deploy.process.Ports;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.ProcessList;
import io.gridpact.deploy.process.ProcessRecord;
import io.gridpact.deploy.process.Progress;
import io.gridpact.deploy.process.WatchedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// A network that this process runs: PostgreSQL, arbiter, utilities and gateways as processes of their own, which end
/// with it.
public final class LocalNetwork implements AutoCloseable {

    private static final Duration KEYS_BEFORE_START = Duration.ofDays(1);

    private static final String RUNNER = "the command that runs the network";

    private final NetworkFolder folder;
    private final FolderLock lock;
    private final Progress progress;
    private final List<WatchedProcess> processes = Collections.synchronizedList(new ArrayList<>());
    private NetworkState state;
    private volatile boolean ended;

    /// How a network is to be started.
    ///
    /// @param builtRoot the folder with the built modules
    public record Start(NetworkFile network, ClockSetting clock, Path builtRoot, JvmMode jvmMode) {}

    private LocalNetwork(NetworkFolder folder, FolderLock lock, Progress progress, NetworkState state) {
        this.folder = folder;
        this.lock = lock;
        this.progress = progress;
        this.state = state;
    }

    /// Where the processes of a network are written down, in the order in which they stop.
    public static Path processesFile(NetworkFolder folder) {
        return folder.root().resolve("processes.json");
    }

    /// Starts everything and introduces everyone. What fails on the way is stopped again.
    ///
    /// @throws ProcessFault if a network runs on this folder already, or a process does not start
    public static LocalNetwork start(NetworkFolder folder, Start start, Progress progress) throws IOException {
        PrivateFiles.folder(folder.root());
        FolderLock lock = FolderLock.tryTake(folder.lock())
                .orElseThrow(() -> new ProcessFault("a network runs on " + folder.root() + " already"));
        Optional<NetworkState> before = NetworkState.read(folder);
        ProcessList left = ProcessList.read(processesFile(folder));
        if (left.anyAlive() && !left.processes().getFirst().name().equals(RUNNER)) {
            lock.close();
            throw new ProcessFault("a detached network runs on " + folder.root() + " already: gridpact down stops it");
        }
        left.stop(line -> progress.tell(line + ", left from before"));
        NetworkState planned = new NetworkState(
                start.network().name(),
                start.clock(),
                List.of(),
                before.map(NetworkState::postgresPort).orElse(0),
                before.map(NetworkState::revision).orElse(0L),
                before.map(NetworkState::validFrom).orElseGet(() -> validFrom(start.network())),
                start.network().platforms());
        LocalNetwork network = new LocalNetwork(folder, lock, progress, planned);
        try {
            network.run(start, before);
            return network;
        } catch (IOException | RuntimeException fault) {
            network.close();
            throw fault;
        }
    }

    private void run(Start start, Optional<NetworkState> before) throws IOException {
        SecureRandom random = new SecureRandom();
        Secrets secrets = Secrets.in(folder.secrets(), random);
        Instant realTime = Instant.now();
        Files.writeString(folder.definition(), NetworkWriter.network(start.network()));
        List<Member> members;
        Ports ports = new Ports();
        List<ServiceAddress> planned = plan(start.network(), before, ports);
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Member>> keys =
                    tasks.submit(() -> new NetworkKeys(folder, secrets, realTime, random).members(start.network()));
            PostgresServer postgres = startPostgres(secrets, planned, ports);
            members = Answers.of(keys);
            ServiceLauncher launcher = new ServiceLauncher(
                    start.builtRoot(), folder, secrets, start.network().arbiter(), start.jvmMode());
            Startup startup = new Startup(launcher, postgres.port(), start.clock(), ports, progress, processes);
            List<ServiceAddress> running = startup.startAll(planned, tasks);
            long revision = moved(running, before) ? state.revision() + 1 : state.revision();
            state = new NetworkState(
                    state.name(),
                    state.clock(),
                    running,
                    postgres.port(),
                    revision,
                    state.validFrom(),
                    state.platforms());
        }
        writeProcesses(true);
        progress.tell("introducing everyone");

        try (Channels channels = new Channels(folder, state)) {
            new Introductions(folder, start.network(), members, state.validFrom(), random).introduce(channels, state);
            agreeOnTime(channels);
        }
        state.write(folder);
    }

    /// A day before whatever comes first: the network's start, or now for those that read the machine's clock.
    private static Instant validFrom(NetworkFile network) {
        Instant realTime = Instant.now();
        Instant first = realTime.isBefore(network.start()) ? realTime : network.start();
        return first.minus(KEYS_BEFORE_START).truncatedTo(ChronoUnit.DAYS);
    }

    private PostgresServer startPostgres(Secrets secrets, List<ServiceAddress> services, Ports ports)
            throws IOException {
        progress.tell("starting PostgreSQL");
        String password = secrets.databasePassword(PostgresServer.SUPERUSER);
        PostgresServer postgres = PostgresServer.start(
                folder.postgres(), password, state.postgresPort(), services.size(), ports, progress);
        processes.add(postgres.process());
        writeProcesses(true);
        List<Databases.Account> accounts = new ArrayList<>();
        for (ServiceAddress service : services) {
            accounts.add(new Databases.Account(service.id(), secrets.databasePassword(service.id())));
        }
        try {
            new Databases(postgres.port(), password).ensure(accounts);
        } catch (SQLException fault) {
            throw new ProcessFault("the databases cannot be set up: " + fault.getMessage(), fault);
        }
        return postgres;
    }

    /// The addresses of last time, as far as they are free.
    private static List<ServiceAddress> plan(NetworkFile network, Optional<NetworkState> before, Ports ports) {
        return Stream.of(
                        List.of(network.arbiter()).stream().map(id -> address(id, ServiceKind.ARBITER, before, ports)),
                        network.utilities().stream().map(id -> address(id, ServiceKind.UTILITY, before, ports)),
                        network.gateways().stream().map(id -> address(id, ServiceKind.GATEWAY, before, ports)))
                .flatMap(services -> services)
                .toList();
    }

    private static ServiceAddress address(String id, ServiceKind kind, Optional<NetworkState> before, Ports ports) {
        Optional<ServiceAddress> last = before.stream()
                .flatMap(state -> state.services().stream())
                .filter(service -> service.id().equals(id))
                .findFirst();
        return new ServiceAddress(
                id,
                kind,
                ports.freeOr(last.map(ServiceAddress::grpcPort).orElse(0)),
                ports.freeOr(last.map(ServiceAddress::managementPort).orElse(0)));
    }

    private static boolean moved(List<ServiceAddress> running, Optional<NetworkState> before) {
        return before.isEmpty()
                || !running.stream()
                        .map(ServiceAddress::endpoint)
                        .toList()
                        .equals(before.get().services().stream()
                                .map(ServiceAddress::endpoint)
                                .toList());
    }

    /// Running clocks have started one after the other, and each a little late.
    private void agreeOnTime(Channels channels) {
        if (state.clock() instanceof ClockSetting.Running) {
            try (NetworkClock clock = new NetworkClock(channels)) {
                clock.moveTo(state.clock().at(Instant.now()));
            }
        }
    }

    public NetworkFolder folder() {
        return folder;
    }

    public NetworkState state() {
        return state;
    }

    /// All processes, PostgreSQL first.
    public List<ProcessRecord> processes() {
        synchronized (processes) {
            return processes.stream().map(WatchedProcess::toRecord).toList();
        }
    }

    /// Processes that have ended though nobody stopped them.
    public List<String> dead() {
        if (ended) {
            return List.of();
        }
        synchronized (processes) {
            return processes.stream()
                    .filter(process -> !process.isAlive())
                    .map(WatchedProcess::name)
                    .toList();
        }
    }

    /// Writes down where the clock stands, for the next start.
    public void remember(ClockSetting clock) throws IOException {
        state = state.with(clock);
        state.write(folder);
    }

    /// Lets the processes live on without us; `down` stops them.
    public void detach() throws IOException {
        ended = true;
        writeProcesses(false);
        synchronized (processes) {
            processes.forEach(WatchedProcess::release);
        }
        lock.close();
    }

    /// @param withMyself whether this command is stopped first, and stops the rest
    private void writeProcesses(boolean withMyself) throws IOException {
        List<ProcessRecord> records = new ArrayList<>();
        if (withMyself) {
            records.add(ProcessRecord.ofMyself(RUNNER));
        }
        synchronized (processes) {
            for (int index = processes.size() - 1; index >= 0; index--) {
                records.add(processes.get(index).toRecord());
            }
        }
        new ProcessList(List.copyOf(records)).write(processesFile(folder));
    }

    /// Stops everything in order: gateways, utilities, arbiter, PostgreSQL.
    @Override
    public synchronized void close() {
        if (ended) {
            return;
        }
        ended = true;
        new ProcessList(processes()).stop(progress);
        processes.forEach(WatchedProcess::release);
        try {
            Files.deleteIfExists(processesFile(folder));
            lock.close();
        } catch (IOException gone) {
            progress.tell("could not clean up: " + gone.getMessage());
        }
    }
}
