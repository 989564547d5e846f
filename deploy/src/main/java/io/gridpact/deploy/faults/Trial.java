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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A running network on which faults are tried, one round after the other.
public final class Trial implements AutoCloseable {

    private final TrialGround ground;
    private final LocalNetwork network;
    private final Progress progress;
    private final Channels channels;
    private final NetworkClock clock;
    private volatile Platforms platforms;
    private final HeadEnds headEnds;
    private final Healer healer;
    private final SecureRandom random;
    private final Set<Digest> sent = new HashSet<>();
    private final AtomicInteger orderNumbers = new AtomicInteger();

    /// @param network that was started on this ground
    public Trial(TrialGround ground, LocalNetwork network, Progress progress) throws IOException {
        this.ground = ground;
        this.network = network;
        this.progress = progress;
        SecureRandom random = new SecureRandom();
        NetworkFile file = ground.orders().network();
        this.random = random;
        this.channels = new Channels(network.folder(), network.state());
        this.clock = new NetworkClock(channels);
        this.platforms = readPlatforms();
        this.headEnds = new HeadEnds(
                network.folder(), channels, file, new Metering(TrialGround.WINDOW, TrialGround.WINDOW), random);
        this.healer = new Healer(network, clock, ground.ahead(), progress);
    }

    private Platforms readPlatforms() throws IOException {
        NetworkFile file = ground.orders().network();
        Duration gate = Duration.ofMinutes(file.profile().deadlines().gateClosureBeforeStart());
        return new Platforms(network.folder(), channels, new AgreedModes(file, false), gate, random);
    }

    /// Platforms know the descriptors that lie in the network's folder now.
    void readDescriptors() throws IOException {
        platforms = readPlatforms();
    }

    /// Tries each fault so many times, as many in one round as go with each other.
    ///
    /// @param alone each in a round of its own, so that what is found is its alone
    /// @return one row for each fault, in their order
    public List<FaultRow> run(List<? extends Fault> faults, int times, boolean alone) throws InterruptedException {
        Map<String, FaultRow> rows = new LinkedHashMap<>();
        faults.forEach(fault -> rows.put(fault.name(), FaultRow.nothingYet(fault.name())));
        int number = 0;
        for (int time = 0; time < times; time++) {
            for (List<Fault> together : rounds(faults, alone)) {
                for (FaultRow row : round(together, number)) {
                    rows.merge(row.fault(), row, FaultRow::and);
                }
                number++;
            }
        }
        return List.copyOf(rows.values());
    }

    /// Kills in different phases share a round, first come, first in.
    static List<List<Fault>> rounds(List<? extends Fault> faults, boolean alone) {
        List<List<Fault>> rounds = new ArrayList<>();
        for (Fault fault : faults) {
            rounds.stream()
                    .filter(round -> !alone && round.stream().allMatch(other -> fault.goesWith(other)))
                    .findFirst()
                    .orElseGet(() -> {
                        rounds.add(new ArrayList<>());
                        return rounds.getLast();
                    })
                    .add(fault);
        }
        return rounds;
    }

    private List<FaultRow> round(List<Fault> faults, int number) throws InterruptedException {
        progress.tell("round " + (number + 1) + ": "
                + String.join(", ", faults.stream().map(Fault::name).toList()));
        Breakers breakers = new Breakers(this, faults, number);
        OrderLoad load = new OrderLoad(this::platforms);
        try {
            List<FaultRow> rows = new Round(this, breakers, load).run();
            rows.forEach(this::tell);
            return rows;
        } catch (IOException | RuntimeException brokeOff) {
            progress.tell("broke off: " + brokeOff);
            return faults.stream()
                    .map(fault -> FaultRow.impossible(fault.name(), "the round broke off: " + brokeOff.getMessage()))
                    .toList();
        } finally {
            sent.addAll(load.sent());
            ground.setUtilities(LinkMode.FORWARD);
            breakers.close();
        }
    }

    private void tell(FaultRow row) {
        progress.tell(
                row.passes()
                        ? row.fault() + ": " + row.acknowledged() + " trades, all there once"
                        : row.fault() + " FAILED: " + row.findings());
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
