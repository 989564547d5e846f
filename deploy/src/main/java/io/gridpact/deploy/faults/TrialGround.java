package io.gridpact.deploy.faults;

import static java.util.Objects.requireNonNull;

import io.gridpact.deploy.bench.BenchNetwork;
import io.gridpact.deploy.faults.Fault.Between;
import io.gridpact.deploy.faults.Fault.Ground;
import io.gridpact.deploy.faults.Links.Link;
import io.gridpact.deploy.keys.Documents;
import io.gridpact.deploy.keys.Member;
import io.gridpact.deploy.keys.NetworkKeys;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.JvmMode;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.local.Surroundings;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFile.DeadlineTerms;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import io.gridpact.protocol.envelope.Envelope;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What has to be there before a network can be broken: rules for the agent, links that can fail, and what the ground
/// needs of the operating system. Gone when it is closed.
public final class TrialGround implements Surroundings, AutoCloseable {

    /// Of delivery: short, because clocks stop at every minute.
    static final Duration WINDOW = Duration.ofMinutes(15);

    private static final int UTILITIES = 2;
    private static final int METERS_PER_UTILITY = 4;

    /// As the default's, but soon after one another: nothing waits for hours of which clocks stop at every minute.
    /// Between two deadlines of statuses there is time to claim one, which counts from 15 minutes after the first
    /// until 30 before the second.
    static final DeadlineTerms DEADLINES = new DeadlineTerms(15, 10, 10, 15, 75, 140, 1_440);

    private final BenchNetwork orders =
            new BenchNetwork(UTILITIES, METERS_PER_UTILITY, WINDOW).withDeadlines(DEADLINES);
    private final Path builtRoot;
    private final KillSwitch killSwitch;
    private final Links links = new Links();
    private final Duration ahead;
    private long renewals;
    private @Nullable SmallDisk disk;
    private @Nullable Namespaces namespaces;

    private TrialGround(NetworkFolder folder, Path builtRoot) {
        this.builtRoot = builtRoot;
        this.killSwitch = new KillSwitch(builtRoot, folder.root().resolve("faults"));
        this.ahead = Duration.between(Instant.now(), orders.network().start());
    }

    /// @param folder of the network that will stand on it
    /// @throws ProcessFault if this machine does not allow what the ground needs, or the agent is missing
    public static TrialGround prepare(Ground ground, NetworkFolder folder, Path builtRoot, Progress progress)
            throws IOException {
        TrialGround prepared = new TrialGround(folder, builtRoot);
        try {
            prepared.writeRules();
            prepared.take(ground, folder, progress);
            return prepared;
        } catch (IOException | RuntimeException impossible) {
            prepared.close();
            throw impossible;
        }
    }

    private void writeRules() throws IOException {
        if (!killSwitch.isThere()) {
            throw new ProcessFault("the agent of the fault harness is missing: build first");
        }
        NetworkFile network = orders.network();
        killSwitch.write(network.arbiter(), ServiceKind.ARBITER);
        for (String utility : network.utilities()) {
            killSwitch.write(utility, ServiceKind.UTILITY);
        }
        for (String gateway : network.gateways()) {
            killSwitch.write(gateway, ServiceKind.GATEWAY);
        }
    }

    private void take(Ground ground, NetworkFolder folder, Progress progress) throws IOException {
        switch (ground) {
            case PLAIN -> {}
            case SMALL_DISK -> {
                progress.tell("mounting a small disk");
                disk = SmallDisk.mount(folder.postgres(), folder.root().resolve("faults/disk.log"));
            }
            case NAMESPACES -> {
                progress.tell("making network namespaces");
                namespaces = Namespaces.make(services(), folder.root().resolve("faults/namespaces.log"));
            }
        }
    }

    private List<String> services() {
        NetworkFile network = orders.network();
        return Stream.of(List.of(network.arbiter()), network.utilities(), network.gateways())
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    /// How the network on it is started: its clocks run by themselves, so that whatever waits is tried again.
    public LocalNetwork.Start start() {
        return new LocalNetwork.Start(
                orders.network(), new ClockSetting.Running(ahead), builtRoot, JvmMode.QUICK, this);
    }

    Duration ahead() {
        return ahead;
    }

    BenchNetwork orders() {
        return orders;
    }

    KillSwitch killSwitch() {
        return killSwitch;
    }

    Links links() {
        return links;
    }

    /// A descriptor of a platform, newer than all before.
    Envelope renewed(LocalNetwork network) throws IOException {
        SecureRandom random = new SecureRandom();
        NetworkFolder folder = network.folder();
        NetworkKeys keys = new NetworkKeys(folder, Secrets.in(folder.secrets(), random), Instant.now(), random);
        Member platform = keys.platform(orders.network().platforms().getFirst());
        renewals++;
        return new Documents(network.state().validFrom(), random)
                .descriptor(platform, "", network.state().revision() + renewals);
    }

    /// In both directions where both call each other.
    List<Link> linksBetween(Between between) {
        List<String> utilities = orders.network().utilities();
        List<Link> found = new ArrayList<>();
        for (String caller : utilities) {
            switch (between) {
                case ARBITER -> found.add(new Link(caller, orders.network().arbiter()));
                case UTILITIES ->
                    utilities.stream()
                            .filter(callee -> !callee.equals(caller))
                            .forEach(callee -> found.add(new Link(caller, callee)));
            }
        }
        return found;
    }

    /// What becomes of what the utilities say to each other, where their links can fail.
    void setUtilities(LinkMode mode) {
        if (namespaces == null) {
            links.set(linksBetween(Between.UTILITIES), mode);
        }
    }

    SmallDisk disk() {
        return requireNonNull(disk, "no small disk on this ground");
    }

    Namespaces namespaces() {
        return requireNonNull(namespaces, "no namespaces on this ground");
    }

    @Override
    public List<String> before(String service) {
        return namespaces == null ? List.of() : namespaces.before(service);
    }

    @Override
    public String host(String service) {
        return namespaces == null ? Surroundings.super.host(service) : namespaces.host(service);
    }

    @Override
    public String postgresHost() {
        return namespaces == null ? Surroundings.super.postgresHost() : namespaces.outside();
    }

    @Override
    public List<String> jvmFlags(String service) {
        return List.of(KillSwitch.FLAG);
    }

    @Override
    public String endpoint(ServiceAddress service, String caller) {
        boolean mayFail = namespaces == null
                && service.kind() != ServiceKind.GATEWAY
                && orders.network().utilities().contains(caller);
        return mayFail ? links.endpoint(service, caller) : service.endpoint();
    }

    @Override
    public void close() {
        links.close();
        if (disk != null) {
            disk.close();
        }
        if (namespaces != null) {
            namespaces.close();
        }
    }
}
