package io.gridpact.deploy.demo;

import io.gridpact.deploy.client.AgreedModes;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.HeadEndClient.Metering;
import io.gridpact.deploy.client.HeadEnds;
import io.gridpact.deploy.client.HeadEnds.Submitted;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.client.Trade;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.deploy.network.ReadingLine;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Runs a day: orders are made when their lines say, meters are read shortly after each window, and the clock moves
/// from one to the next, stopping wherever something falls due.
public final class TradingDay {

    /// Meters have sent their readings this long after a window's end.
    private static final Duration READ_AFTER_END = Duration.ofSeconds(10);

    /// Enough for the last minute's journal to be logged.
    private static final Duration QUIET_AT_THE_END = Duration.ofMinutes(3);

    private final NetworkFile network;
    private final Platforms platforms;
    private final HeadEnds headEnds;
    private final NetworkClock clock;
    private final Progress progress;
    private final List<Trade> trades = new ArrayList<>();

    /// What happens at one instant.
    private static final class Moment {
        private final List<OrderLine> orders = new ArrayList<>();
        private final List<ReadingLine> readings = new ArrayList<>();
    }

    /// @param readingInterval of the meters
    public TradingDay(
            NetworkFolder folder,
            NetworkFile network,
            Channels channels,
            NetworkClock clock,
            Duration readingInterval,
            Progress progress)
            throws IOException {
        SecureRandom random = new SecureRandom();
        this.network = network;
        this.platforms = new Platforms(
                folder,
                channels,
                new AgreedModes(network, false),
                Duration.ofMinutes(network.profile().deadlines().gateClosureBeforeStart()),
                random);
        Metering metering = new Metering(windowLength(), readingInterval);
        this.headEnds = new HeadEnds(folder, channels, network, metering, random);
        this.clock = clock;
        this.progress = progress;
    }

    private Duration windowLength() {
        return Duration.ofMinutes(network.profile().windowMinutes());
    }

    public Platforms platforms() {
        return platforms;
    }

    /// @return every trade, in the order of the lines
    public List<Trade> run(List<OrderLine> orders, List<ReadingLine> readings) {
        Instant start = clock.now();
        TreeMap<Instant, Moment> moments = new TreeMap<>();
        orders.forEach(order -> moment(moments, order.at().orElse(start)).orders.add(order));
        readings.forEach(reading -> moment(
                        moments, reading.windowStart().plus(windowLength()).plus(READ_AFTER_END))
                .readings
                .add(reading));
        moments.forEach(this::live);
        if (!moments.isEmpty()) {
            Instant last = orders.stream()
                    .map(order -> order.windowStart().plus(windowLength()))
                    .reduce(moments.lastKey(), (one, other) -> one.isBefore(other) ? other : one);
            clock.moveTo(latest(last.plus(QUIET_AT_THE_END)));
        }
        return List.copyOf(trades);
    }

    private static Moment moment(TreeMap<Instant, Moment> moments, Instant at) {
        return moments.computeIfAbsent(at, instant -> new Moment());
    }

    private void live(Instant at, Moment moment) {
        clock.moveTo(latest(at));
        if (!moment.orders.isEmpty()) {
            trades.addAll(platforms.trade(moment.orders, clock.now()));
        }
        if (!moment.readings.isEmpty()) {
            progress.tell("reading meters of the window that began at "
                    + moment.readings.getFirst().windowStart());
            Submitted submitted = headEnds.submit(moment.readings);
            if (submitted.refused() > 0) {
                throw new ProcessFault(submitted.refused() + " readings were refused: " + submitted.refusals());
            }
            clock.settle();
        }
    }

    /// A clock does not go back: what should have been earlier is now.
    private Instant latest(Instant wanted) {
        Instant now = clock.now();
        return wanted.isBefore(now) ? now : wanted;
    }
}
