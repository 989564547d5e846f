package io.gridpact.deploy.bench;

import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.client.AgreedModes;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.HeadEndClient.Metering;
import io.gridpact.deploy.client.HeadEnds;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.postgres.Databases;
import io.gridpact.deploy.postgres.PostgresServer;
import io.gridpact.deploy.process.Progress;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;

/// A measurement from a network that was just started to a check of what is left.
public final class Bench {

    private static final int CONFIRM_METERS_PER_UTILITY = 100;
    private static final Duration READING_INTERVAL = Duration.ofMinutes(15);
    private static final Duration WINDOW = Duration.ofHours(1);

    private final BenchNetwork network;
    private final int atATime;

    private Bench(BenchNetwork network, int atATime) {
        this.network = network;
        this.atATime = atATime;
    }

    public static Bench confirm(int utilities, int atATime) {
        return new Bench(new BenchNetwork(utilities, CONFIRM_METERS_PER_UTILITY), atATime);
    }

    public static Bench settle(int utilities, int trades) {
        int meters = Math.max(1, Math.ceilDiv(trades, utilities * SettleBench.TRADES_PER_METER));
        return new Bench(new BenchNetwork(utilities, meters), 1);
    }

    /// What has to run.
    public NetworkFile network() {
        return network.network();
    }

    private interface Run {
        BenchResult run(Session session) throws IOException;
    }

    private record Session(Channels channels, NetworkClock clock, Platforms platforms, HeadEnds headEnds) {}

    public BenchResult runConfirm(LocalNetwork running, Duration duration, Progress progress) throws IOException {
        progress.tell("confirming for " + duration.toSeconds() + " s, after warming up");
        return run(
                running, progress, session -> new ConfirmBench(network, session.platforms(), session.clock(), atATime)
                        .run(duration, () -> measurement(running, session)));
    }

    public BenchResult runConfirm(LocalNetwork running, int trades, Progress progress) throws IOException {
        progress.tell("confirming " + trades + " trades, after warming up");
        return run(
                running, progress, session -> new ConfirmBench(network, session.platforms(), session.clock(), atATime)
                        .run(trades, () -> measurement(running, session)));
    }

    public BenchResult runSettle(LocalNetwork running, int trades, Progress progress) throws IOException {
        return run(running, progress, session -> new SettleBench(
                        network, session.platforms(), session.headEnds(), session.clock(), progress)
                .run(trades, () -> measurement(running, session)));
    }

    private BenchResult run(LocalNetwork running, Progress progress, Run run) throws IOException {
        SecureRandom random = new SecureRandom();
        try (Channels channels = new Channels(running.folder(), running.state());
                NetworkClock clock = new NetworkClock(channels)) {
            Duration gateClosure =
                    Duration.ofMinutes(network().profile().deadlines().gateClosureBeforeStart());
            Platforms platforms =
                    new Platforms(running.folder(), channels, new AgreedModes(network(), false), gateClosure, random);
            HeadEnds headEnds =
                    new HeadEnds(running.folder(), channels, network(), new Metering(WINDOW, READING_INTERVAL), random);
            BenchResult result = run.run(new Session(channels, clock, platforms, headEnds));
            progress.tell("checking");
            clock.settle();
            return result.checked(new NetworkCheck(channels).run().clean());
        }
    }

    private static Measurement measurement(LocalNetwork running, Session session) throws IOException {
        Secrets secrets = Secrets.in(running.folder().secrets(), new SecureRandom());
        Databases databases =
                new Databases(running.state().postgresPort(), secrets.databasePassword(PostgresServer.SUPERUSER));
        return Measurement.begin(session.channels(), databases, running.processes());
    }
}
