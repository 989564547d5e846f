package io.gridpact.deploy.cli;

import io.gridpact.deploy.bench.Bench;
import io.gridpact.deploy.bench.BenchResult;
import io.gridpact.deploy.bench.HostileBench;
import io.gridpact.deploy.bench.HostileResult;
import io.gridpact.deploy.local.ClockSetting;
import io.gridpact.deploy.local.JvmMode;
import io.gridpact.deploy.local.LocalNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures a network of its own: confirm through the gateway, settle a window of trades, or confirm"
                        + " beside hostile clients; then checks it.")
final class BenchCommand implements Callable<Integer> {

    /// What to measure.
    enum What {
        confirm,
        settle,
        hostile
    }

    @Parameters(paramLabel = "confirm|settle|hostile", description = "What to measure.")
    private What what = What.confirm;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Confirm for so long (default: 20), or beside each kind of hostile client (default: 15).")
    private @Nullable Integer seconds;

    @Option(names = "--trades", paramLabel = "N", description = "So many trades (settle's default: 3000).")
    private @Nullable Integer trades;

    @Option(names = "--utilities", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int utilities = 3;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "Orders under way at a time (default: ${DEFAULT-VALUE}).")
    private int concurrency = 32;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            defaultValue = "10",
            description = "Honest orders beside hostile clients (default: ${DEFAULT-VALUE}).")
    private int perSecond = 10;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final Console console = Console.standard();

    @Override
    public Integer call() throws IOException {
        if (what == What.hostile) {
            return hostile();
        }
        int tradeCount = trades != null ? trades : 3_000;
        Bench bench =
                what == What.confirm ? Bench.confirm(utilities, concurrency) : Bench.settle(utilities, tradeCount);
        LocalNetwork.Start start = new LocalNetwork.Start(
                bench.network(), new ClockSetting.Frozen(bench.network().start()), Examples.root(), JvmMode.MEASURED);
        try (DemoFolder folder = DemoFolder.open(null, false);
                Running running = Running.start(folder.folder(), start, console, folder::close)) {
            BenchResult result =
                    switch (what) {
                        case confirm ->
                            trades != null
                                    ? bench.runConfirm(running.network(), tradeCount, console)
                                    : bench.runConfirm(
                                            running.network(),
                                            Duration.ofSeconds(seconds != null ? seconds : 20),
                                            console);
                        case settle, hostile -> bench.runSettle(running.network(), tradeCount, console);
                    };
            console.result(json, () -> BenchText.json(result), () -> BenchText.text(result));
            return result.checkClean() ? 0 : 1;
        }
    }

    private int hostile() throws IOException {
        HostileBench bench = new HostileBench(Duration.ofSeconds(seconds != null ? seconds : 15), perSecond, console);
        LocalNetwork.Start start = new LocalNetwork.Start(
                bench.network(), new ClockSetting.Frozen(bench.network().start()), Examples.root(), JvmMode.MEASURED);
        try (DemoFolder folder = DemoFolder.open(null, false)) {
            bench.prepare(folder.folder());
            try (Running running = Running.start(folder.folder(), start, console, folder::close)) {
                HostileResult result = bench.run(running.network());
                console.result(json, () -> HostileText.json(result), () -> HostileText.text(result));
                return result.passed() ? 0 : 1;
            }
        }
    }
}
