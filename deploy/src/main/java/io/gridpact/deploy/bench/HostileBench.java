package io.gridpact.deploy.bench;

import io.gridpact.deploy.bench.HonestLoad.Stretch;
import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.client.AgreedModes;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.hostile.HostileKind;
import io.gridpact.deploy.hostile.Hostilities;
import io.gridpact.deploy.hostile.Tally;
import io.gridpact.deploy.hostile.Victim;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessRecord;
import io.gridpact.deploy.process.Progress;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// An honest client's latency quietly, then beside each kind of hostile client in turn, then quietly again.
public final class HostileBench {

    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(2);
    private static final int P50 = 50;
    private static final int P99 = 99;
    private static final int RATIO_DECIMALS = 2;
    private static final int KILOBYTES_PER_MEGABYTE = 1 << 10;
    private static final String RESIDENT_PEAK = "VmHWM:";

    private final HostileSetting setting = new HostileSetting();
    private final Duration each;
    private final int perSecond;
    private final Progress progress;

    /// @param each how long each kind is at work
    /// @param perSecond honest orders
    public HostileBench(Duration each, int perSecond, Progress progress) {
        this.each = each;
        this.perSecond = perSecond;
        this.progress = progress;
    }

    /// What has to run.
    public NetworkFile network() {
        return setting.network();
    }

    /// To be called before it runs.
    public void prepare(NetworkFolder folder) throws IOException {
        setting.prepare(folder);
    }

    private record Felt(HostileKind kind, Tally tally, Stretch stretch, Map<String, Long> heap, List<String> dead) {}

    public HostileResult run(LocalNetwork running) throws IOException {
        try (Channels channels = new Channels(running.folder(), running.state());
                NetworkClock clock = new NetworkClock(channels)) {
            Duration gateClosure =
                    Duration.ofMinutes(network().profile().deadlines().gateClosureBeforeStart());
            Platforms platforms = new Platforms(
                    running.folder(), channels, new AgreedModes(network(), false), gateClosure, new SecureRandom());
            HonestLoad load = new HonestLoad(platforms, setting, clock.now(), perSecond);
            List<Victim> victims = setting.victims(running.folder(), running.state(), load.order());
            progress.tell("warming up");
            load.warmUp(each.compareTo(WARM_UP) < 0 ? each.multipliedBy(2) : WARM_UP);
            progress.tell("quiet");
            Histogram quiet = load.run(each).latencies();
            List<Felt> felt = new ArrayList<>();
            for (HostileKind kind : HostileKind.values()) {
                progress.tell("beside one that " + kind.words());
                felt.add(beside(kind, victims, load, running));
                var unused = load.run(RECOVERY);
            }
            progress.tell("quiet again");
            quiet.add(load.run(each).latencies());
            progress.tell("checking");
            clock.settle();
            boolean clean =
                    running.dead().isEmpty() && new NetworkCheck(channels).run().clean();
            return result(running, quiet, felt, clean);
        }
    }

    private Felt beside(HostileKind kind, List<Victim> victims, HonestLoad load, LocalNetwork running) {
        List<ServiceAddress> attacked = victims.stream()
                .map(victim -> running.state().service(victim.service()))
                .toList();
        try (HeapWatch heap = new HeapWatch(attacked);
                Hostilities hostilities = Hostilities.begin(kind, victims)) {
            Stretch stretch = load.run(each);
            return new Felt(kind, hostilities.tally(), stretch, heap.peakMegabytes(), running.dead());
        }
    }

    private HostileResult result(LocalNetwork running, Histogram quiet, List<Felt> felt, boolean clean)
            throws IOException {
        List<HostileRow> rows = felt.stream().map(each -> row(each, quiet)).toList();
        return new HostileResult(
                each.toSeconds(),
                perSecond,
                Measurement.millis(quiet, P50),
                Measurement.millis(quiet, P99),
                rows,
                resident(running, Set.of(setting.gateway(), setting.utility())),
                clean);
    }

    private static HostileRow row(Felt felt, Histogram quiet) {
        Stretch stretch = felt.stretch();
        BigDecimal ratio = BigDecimal.valueOf(stretch.latencies().getValueAtPercentile(P99))
                .divide(
                        BigDecimal.valueOf(Math.max(1, quiet.getValueAtPercentile(P99))),
                        RATIO_DECIMALS,
                        RoundingMode.HALF_UP);
        return new HostileRow(
                felt.kind(),
                felt.tally().tries(),
                felt.tally().answers(),
                felt.tally().refusals(),
                felt.tally().connectionsTurnedOut(),
                stretch.sent(),
                stretch.confirmed(),
                Measurement.millis(stretch.latencies(), P50),
                Measurement.millis(stretch.latencies(), P99),
                ratio,
                felt.heap(),
                stretch.refusals(),
                felt.dead());
    }

    /// As Linux says.
    private static Map<String, Long> resident(LocalNetwork running, Set<String> services) throws IOException {
        Map<String, Long> peaks = new TreeMap<>();
        for (ProcessRecord process : running.processes()) {
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            if (services.contains(process.name()) && Files.exists(status)) {
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith(RESIDENT_PEAK))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .forEach(kilobytes -> peaks.put(process.name(), kilobytes / KILOBYTES_PER_MEGABYTE));
            }
        }
        return peaks;
    }
}
