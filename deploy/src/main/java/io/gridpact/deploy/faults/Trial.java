package io.gridpact.deploy.faults;

import io.gridpact.deploy.client.AgreedModes;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.HeadEndClient.Metering;
import io.gridpact.deploy.client.HeadEnds;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.process.Progress;
import io.gridpact.protocol.hash.Digest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A running network on which faults are tried, one round after the other.
public final class Trial implements AutoCloseable {

    private final TrialGround ground;
    private final LocalNetwork network;
    private final Progress progress;
    private final Channels channels;
    private final NetworkClock clock;
    private final Platforms platforms;
    private final HeadEnds headEnds;
    private final Healer healer;
    private final Set<Digest> sent = new HashSet<>();
    private final AtomicInteger orderNumbers = new AtomicInteger();

    /// @param network that was started on this ground
    public Trial(TrialGround ground, LocalNetwork network, Progress progress) throws IOException {
        this.ground = ground;
        this.network = network;
        this.progress = progress;
        SecureRandom random = new SecureRandom();
        NetworkFile file = ground.orders().network();
        this.channels = new Channels(network.folder(), network.state());
        this.clock = new NetworkClock(channels);
        Duration gate = Duration.ofMinutes(file.profile().deadlines().gateClosureBeforeStart());
        this.platforms = new Platforms(network.folder(), channels, new AgreedModes(file, false), gate, random);
        this.headEnds = new HeadEnds(
                network.folder(), channels, file, new Metering(TrialGround.WINDOW, TrialGround.WINDOW), random);
        this.healer = new Healer(network, clock, ground.ahead(), progress);
    }

    /// Tries each fault so many times.
    ///
    /// @return one row for each fault, in their order
    public List<FaultRow> run(List<? extends Fault> faults, int times) throws InterruptedException {
        List<FaultRow> rows = new ArrayList<>();
        int number = 0;
        for (Fault fault : faults) {
            FaultRow row = round(fault, number++);
            for (int time = 1; time < times; time++) {
                row = row.and(round(fault, number++));
            }
            rows.add(row);
        }
        return List.copyOf(rows);
    }

    private FaultRow round(Fault fault, int number) throws InterruptedException {
        progress.tell("round " + (number + 1) + ": " + fault.name());
        Breaker breaker = new Breaker(this, fault, number);
        OrderLoad load = new OrderLoad(platforms);
        try {
            FaultRow row = new Round(this, fault, breaker, load).run();
            progress.tell(row.passes() ? row.acknowledged() + " trades, all there once" : "FAILED: " + row.findings());
            return row;
        } catch (IOException | RuntimeException brokeOff) {
            progress.tell("broke off: " + brokeOff);
            return FaultRow.impossible(fault.name(), "the round broke off: " + brokeOff.getMessage());
        } finally {
            sent.addAll(load.sent());
            breaker.close();
        }
    }

    TrialGround ground() {
        return ground;
    }

    LocalNetwork network() {
        return network;
    }

    Channels channels() {
        return channels;
    }

    NetworkClock clock() {
        return clock;
    }

    Platforms platforms() {
        return platforms;
    }

    HeadEnds headEnds() {
        return headEnds;
    }

    Healer healer() {
        return healer;
    }

    /// All orders of all rounds before this one.
    Set<Digest> sent() {
        return sent;
    }

    int nextOrder() {
        return orderNumbers.getAndIncrement();
    }

    @Override
    public void close() {
        healer.close();
        clock.close();
        channels.close();
    }
}
