package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.JvmMode;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.network.DayGenerator;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFiles;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A network that stays up.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts a network on DIR, or the one that is there again; Ctrl-C or gridpact down stops it.")
final class UpCommand implements Callable<Integer> {

    private static final int HOMES_PER_UTILITY = 14;
    private static final long EXAMPLE_SEED = 1;
    private static final long LOOK_MILLIS = 500;

    /// What the services read the time from.
    enum ClockKind {
        manual,
        system
    }

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--network",
            paramLabel = "FILE",
            description = "Who takes part (default: DIR's, or the example's).")
    private @Nullable Path networkFile;

    @Option(
            names = "--utilities",
            paramLabel = "N",
            description = "A generated network of so many utilities, for a new DIR.")
    private @Nullable Integer utilities;

    @Option(names = "--detach", description = "Return when it is up; gridpact down stops it.")
    private boolean detach;

    @Option(
            names = "--clock",
            paramLabel = "KIND",
            description = "manual: starts at the network's start, runs on, gridpact clock moves it; system: the"
                    + " machine's (default: DIR's, or manual).")
    private @Nullable ClockKind clockKind;

    private final Console console = Console.standard();

    @Override
    public Integer call() throws IOException {
        NetworkFolder folder = data.folder();
        Optional<NetworkState> before = NetworkState.read(folder);
        NetworkFile network = network(folder, before.isPresent());
        LocalNetwork.Start start =
                new LocalNetwork.Start(network, clock(network, before), Examples.root(), JvmMode.QUICK);
        try (Running running = Running.start(folder, start, console)) {
            NetworkState state = running.network().state();
            console.result(data.json(), () -> json(folder, state), () -> text(folder, state));
            if (detach) {
                running.network().detach();
                return 0;
            }
            return awaitDeath(running.network());
        }
    }

    private NetworkFile network(NetworkFolder folder, boolean there) throws IOException {
        if (there && (networkFile != null || utilities != null)) {
            throw new ProcessFault("there is a network in " + folder.root() + " already: it cannot become another");
        }
        if (utilities != null) {
            return DayGenerator.generate(EXAMPLE_SEED, HOMES_PER_UTILITY * utilities, utilities)
                    .network();
        }
        boolean continued = networkFile == null && Files.exists(folder.definition());
        return NetworkFiles.readNetwork(
                continued ? folder.definition() : Examples.orExample(networkFile, "network.json"));
    }

    /// A frozen clock, as a demo leaves it, runs on from where it stands.
    private ClockSetting clock(NetworkFile network, Optional<NetworkState> before) {
        Instant now = Instant.now();
        ClockSetting last = before.map(NetworkState::clock).orElse(new ClockSetting.Frozen(network.start()));
        ClockKind wanted = clockKind != null
                ? clockKind
                : last instanceof ClockSetting.System ? ClockKind.system : ClockKind.manual;
        return switch (wanted) {
            case system -> new ClockSetting.System();
            case manual ->
                switch (last) {
                    case ClockSetting.Running running -> running;
                    case ClockSetting.Frozen(Instant at) -> new ClockSetting.Running(Duration.between(now, at));
                    case ClockSetting.System() -> new ClockSetting.Running(Duration.ZERO);
                };
        };
    }

    private int awaitDeath(LocalNetwork network) {
        while (true) {
            List<String> dead = network.dead();
            if (!dead.isEmpty()) {
                console.fault(String.join(", ", dead) + " has ended by itself: stopping the rest");
                return 1;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return 1;
            }
        }
    }

    private static ObjectNode json(NetworkFolder folder, NetworkState state) {
        ObjectNode written = new ObjectMapper().createObjectNode();
        written.put("data", folder.root().toString())
                .put("network", folder.networkJson().toString());
        ArrayNode services = written.putArray("services");
        state.services().forEach(service -> services.addObject()
                .put("id", service.id())
                .put("kind", service.kind().name())
                .put("endpoint", service.endpoint())
                .put("management", service.managementUrl()));
        return written;
    }

    private static String text(NetworkFolder folder, NetworkState state) {
        TextTable table = new TextTable("service", "kind", "gRPC (mutual TLS)", "health and metrics");
        for (ServiceAddress service : state.services()) {
            table.row(
                    service.id(),
                    service.kind().name().toLowerCase(Locale.ROOT),
                    service.endpoint(),
                    service.managementUrl() + "/q/health");
        }
        return table.render() + "\n\nFor programs: " + folder.networkJson() + "\nClients' keys: "
                + folder.root().resolve("clients") + "\nThe time there: "
                + state.clock().at(Instant.now());
    }
}
