package io.gridpact.deploy.cli;

import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.demo.TradingDay;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.JvmMode;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.StartCaches;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFiles;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.deploy.network.ReadingLine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The launcher's own, after a build: runs one window of the example's day, and lets later starts profit from it.
@Command(
        name = "prepare",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs one window of the example's day and prepares quick starts of the services from it.")
final class PrepareCommand implements Callable<Integer> {

    private static final Duration READING_INTERVAL = Duration.ofMinutes(15);

    private final Console console = Console.standard();

    @Override
    public Integer call() throws IOException {
        NetworkFile network = NetworkFiles.readNetwork(Examples.orExample(null, "network.json"));
        try (DemoFolder folder = DemoFolder.open(null, false)) {
            LocalNetwork.Start start = new LocalNetwork.Start(
                    network, new ClockSetting.Frozen(network.start()), Examples.root(), JvmMode.RECORDING);
            List<ServiceAddress> services;
            try (Running running = Running.start(folder.folder(), start, console, folder::close)) {
                services = running.network().state().services();
                trade(running.network(), network);
            }
            new StartCaches(Examples.root(), folder.folder(), console).create(services);
        }
        return 0;
    }

    private void trade(LocalNetwork running, NetworkFile network) throws IOException {
        List<OrderLine> orders = NetworkFiles.readOrders(Examples.orExample(null, "orders.jsonl"));
        List<ReadingLine> readings = NetworkFiles.readReadings(Examples.orExample(null, "readings.csv"));
        Instant window = orders.getFirst().windowStart();
        try (Channels channels = new Channels(running.folder(), running.state());
                NetworkClock clock = new NetworkClock(channels)) {
            var unused = new TradingDay(running.folder(), network, channels, clock, READING_INTERVAL, console)
                    .run(
                            orders.stream()
                                    .filter(order -> order.windowStart().equals(window))
                                    .toList(),
                            readings.stream()
                                    .filter(reading -> reading.windowStart().equals(window))
                                    .toList());
        }
    }
}
