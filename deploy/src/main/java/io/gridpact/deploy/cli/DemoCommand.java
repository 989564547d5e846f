package io.gridpact.deploy.cli;

import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.client.ArbiterClient;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.demo.DayJson;
import io.gridpact.deploy.demo.DayResult;
import io.gridpact.deploy.demo.DayText;
import io.gridpact.deploy.demo.ReceivedFields;
import io.gridpact.deploy.demo.TradeResults;
import io.gridpact.deploy.demo.TradingDay;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.JvmMode;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFiles;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.deploy.network.ReadingLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Everything in one command: a network, a trading day, what came of it.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a network, runs a trading day, shows what came of it, stops everything.")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--network", paramLabel = "FILE", description = "Who takes part (default: the example's).")
    private @Nullable Path networkFile;

    @Option(names = "--orders", paramLabel = "FILE", description = "Orders, one JSON object a line.")
    private @Nullable Path ordersFile;

    @Option(names = "--readings", paramLabel = "FILE", description = "Readings as CSV.")
    private @Nullable Path readingsFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep all data there (default: a folder that is removed).")
    private @Nullable Path data;

    @Option(names = "--keep", description = "Leave the network running on DIR.")
    private boolean keep;

    @Option(
            names = "--reading-minutes",
            paramLabel = "N",
            defaultValue = "15",
            description = "How often meters read: a whole part of the window (default: ${DEFAULT-VALUE}).")
    private int readingMinutes = 15;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final Console console = Console.standard();

    @Override
    public Integer call() throws IOException {
        long startedNanos = System.nanoTime();
        NetworkFile network = NetworkFiles.readNetwork(Examples.orExample(networkFile, "network.json"));
        List<OrderLine> orders = NetworkFiles.readOrders(Examples.orExample(ordersFile, "orders.jsonl"));
        List<ReadingLine> readings = NetworkFiles.readReadings(Examples.orExample(readingsFile, "readings.csv"));
        try (DemoFolder folder = DemoFolder.open(data, keep)) {
            LocalNetwork.Start start = new LocalNetwork.Start(
                    network, new ClockSetting.Frozen(network.start()), Examples.root(), JvmMode.QUICK);
            DayResult day;
            try (Running running = Running.start(folder.folder(), start, console, folder::close)) {
                day = run(running.network(), network, orders, readings);
                if (keep) {
                    running.network().detach();
                    console.tell("left running on " + folder.folder().root());
                }
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
            console.result(json, () -> DayJson.of(day, elapsed), () -> DayText.of(day, elapsed));
            return day.succeeded() ? 0 : 1;
        }
    }

    private DayResult run(LocalNetwork running, NetworkFile network, List<OrderLine> orders, List<ReadingLine> readings)
            throws IOException {
        NetworkFolder folder = running.folder();
        try (Channels channels = new Channels(folder, running.state());
                NetworkClock clock = new NetworkClock(channels)) {
            TradingDay day =
                    new TradingDay(folder, network, channels, clock, Duration.ofMinutes(readingMinutes), console);
            console.tell("trading: " + orders.size() + " orders");
            List<Trade> trades = day.run(orders, readings);
            SealedOrderFiles.write(folder, trades);
            running.remember(new ClockSetting.Frozen(clock.now()));
            console.tell("checking");
            return new DayResult(
                    new TradeResults(day.platforms(), clock.now()).of(trades),
                    new NetworkCheck(channels).run(),
                    new ArbiterClient(channels, network.arbiter()).summary(),
                    ReceivedFields.of(new ArbiterClient(channels, network.arbiter()).submissions()));
        }
    }
}
