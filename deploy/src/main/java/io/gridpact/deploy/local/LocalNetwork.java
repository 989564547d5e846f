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
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A network that this process runs: PostgreSQL, arbiter, utilities and gateways as processes of their own, which end
/// with it.
public final class LocalNetwork implements AutoCloseable {

    private static final Duration KEYS_BEFORE_START = Duration.ofDays(1);

    private static final String RUNNER = "the command that runs the network";

    private final NetworkFolder folder;
    private final FolderLock lock;
    private final Progress progress;
    private final RunningProcesses processes;
    private final Start start;
    private NetworkState state;
    private volatile boolean ended;

    /// How a network is to be started.
    ///
    /// @param builtRoot the folder with the built modules
    public record Start(
            NetworkFile network, ClockSetting clock, Path builtRoot, JvmMode jvmMode, Surroundings surroundings) {

        public Start(NetworkFile network, ClockSetting clock, Path builtRoot, JvmMode jvmMode) {
            this(network, clock, builtRoot, jvmMode, Surroundings.NONE);
        }
    }

    private LocalNetwork(NetworkFolder folder, Start start, FolderLock lock, Progress progress, NetworkState state) {
        this.folder = folder;
        this.start = start;
        this.lock = lock;
        this.progress = progress;
        this.processes = new RunningProcesses(processesFile(folder));
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
        LocalNetwork network = new LocalNetwork(folder, start, lock, progress, planned);
        try {
            network.run(before);
            return network;
        } catch (IOException | RuntimeException fault) {
            network.close();
            throw fault;
        }
    }

    private void run(Optional<NetworkState> before) throws IOException {
        SecureRandom random = new SecureRandom();
        Secrets secrets = Secrets.in(folder.secrets(), random);
        Instant realTime = Instant.now();
        Files.writeString(folder.definition(), NetworkWriter.network(start.network()));
        List<Member> members;
        Ports ports = new Ports();
        List<ServiceAddress> planned = Addresses.plan(start, before, ports);
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Member>> keys =
                    tasks.submit(() -> new NetworkKeys(folder, secrets, realTime, random).members(start.network()));
            PostgresServer postgres = startPostgres(secrets, planned, ports);
            members = Answers.of(keys);
            ServiceLauncher launcher = new ServiceLauncher(start, folder, secrets);
            Startup startup = new Startup(launcher, postgres.port(), start.clock(), ports, progress, processes);
            List<ServiceAddress> running = startup.startAll(planned, tasks);
            long revision = Addresses.moved(running, before) ? state.revision() + 1 : state.revision();
            state = new NetworkState(
                    state.name(),
                    state.clock(),
                    running,
                    postgres.port(),
                    revision,
                    state.validFrom(),
                    state.platforms());
        }
        writeProcesses();
        progress.tell("introducing everyone");

        try (Channels channels = new Channels(folder, state)) {
            new Introductions(folder, start, members, state.validFrom(), random).introduce(channels, state);
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
        PostgresServer postgres = launchPostgres(password, state.postgresPort(), services.size(), ports);
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

    private PostgresServer launchPostgres(String password, int port, int services, Ports ports) throws IOException {
        PostgresServer postgres = PostgresServer.start(
                folder.postgres(), start.surroundings().postgresHost(), password, port, services, ports, progress);
        processes.add(postgres.process());
        writeProcesses();
        return postgres;
    }

    /// Starts a service again that has ended, where it listened before; ends it first where it has not.
    ///
    /// @param clock where the network's time stands now
    /// @throws ProcessFault if it does not become ready, or the network is being stopped
    public void restart(String service, ClockSetting clock) throws IOException {
        ServiceAddress address = state.service(service);
        process(service).ifPresent(this::forget);
        ServiceLauncher launcher = new ServiceLauncher(start, folder, Secrets.in(folder.secrets(), new SecureRandom()));
        long logBytes = Startup.size(launcher.log(address));
        WatchedProcess process;
        synchronized (this) {
            requireRunning();
            process = launcher.start(address, state.postgresPort(), clock);
            processes.add(process);
            writeProcesses();
        }
        new Startup(launcher, state.postgresPort(), clock, new Ports(), progress, processes)
                .awaitAgain(address, process, logBytes);
    }

    /// Starts PostgreSQL again, on its data and its port; ends it first where it still runs.
    ///
    /// @param signal how it is ended
    /// @throws ProcessFault if it does not start there
    public void restartPostgres(EndSignal signal) throws IOException {
        process(PostgresServer.NAME).ifPresent(process -> {
            process.stop(signal);
            forget(process);
        });
        String password = Secrets.in(folder.secrets(), new SecureRandom()).databasePassword(PostgresServer.SUPERUSER);
        synchronized (this) {
            requireRunning();
            PostgresServer postgres = launchPostgres(
                    password, state.postgresPort(), state.services().size(), new Ports());
            if (postgres.port() != state.postgresPort()) {
                throw new ProcessFault("PostgreSQL's port was taken meanwhile");
            }
        }
    }

    /// The process of a service, or PostgreSQL's; empty where there is none.
    public Optional<WatchedProcess> process(String name) {
        return processes.named(name);
    }

    /// With this command first, which stops the rest.
    private void writeProcesses() throws IOException {
        processes.write(List.of(ProcessRecord.ofMyself(RUNNER)));
    }

    private void forget(WatchedProcess process) {
        process.stop();
        processes.remove(process);
    }

    private void requireRunning() {
        if (ended) {
            throw new ProcessFault("the network is being stopped");
        }
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
        return processes.records();
    }

    /// Processes that have ended though nobody stopped them.
    public List<String> dead() {
        return ended ? List.of() : processes.dead();
    }

    /// Writes down where the clock stands, for the next start.
    public void remember(ClockSetting clock) throws IOException {
        state = state.with(clock);
        state.write(folder);
    }

    /// Lets the processes live on without us; `down` stops them.
    public void detach() throws IOException {
        ended = true;
        processes.write(List.of());
        processes.release();
        lock.close();
    }

    /// Stops everything in order: gateways, utilities, arbiter, PostgreSQL.
    @Override
    public synchronized void close() {
        if (ended) {
            return;
        }
        ended = true;
        new ProcessList(processes()).stop(progress);
        processes.release();
        try {
            Files.deleteIfExists(processesFile(folder));
            lock.close();
        } catch (IOException gone) {
            progress.tell("could not clean up: " + gone.getMessage());
        }
    }
}
