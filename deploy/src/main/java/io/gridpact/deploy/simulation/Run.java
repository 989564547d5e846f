package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.DirectCall.Answer;
import io.gridpact.deploy.simulation.SimulatedNetwork.Fate;
import io.gridpact.deploy.simulation.SimulatedNetwork.Message;
import io.gridpact.deploy.simulation.Weather.Fault;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.grpc.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One run: a day of a small network, drawn from its seed, until everything has come to rest.
final class Run implements Scene {

    private static final Instant START = Instant.parse("2026-06-01T10:50:00Z");
    private static final Instant FIRST_WINDOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration GATE = Duration.ofMinutes(15);
    /// Long after the last deadline of the last window.
    private static final Instant END = START.plus(Duration.ofHours(60));

    private static final String ARBITER_WORKS = Cast.ARBITER + " works";

    /// From a window's start on.
    private static final List<Duration> DEADLINES = List.of(
            Duration.ZERO,
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(5),
            Duration.ofHours(7));

    private static final Duration BESIDE = Duration.ofMinutes(4);

    private static final int MOST_ORDERS = 6;
    private static final int MOST_STEPS = 5_000;
    private static final int LARGEST_SKEW_MILLIS = 1_500;
    private static final int LONGEST_DELAY_SECONDS = 2_400;
    private static final int LONGEST_REST_SECONDS = 600;

    private final long seed;
    private final SplittableRandom random;
    private final Trace trace = new Trace();
    private final Agenda agenda = new Agenda();
    private final Weather weather;
    private final Cast cast;
    private final List<Household> households;
    private final List<UtilityNode> utilities = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final ArbiterNode arbiter;
    private final Work work;
    private final Map<String, LedgerWatch> ledgers = new HashMap<>();
    private final Map<String, Long> seenWrites = new HashMap<>();
    private final Sky sky;
    private final Market market;
    private final Meters meters;
    private final Instant clearsUp;
    private final List<String> finds = new ArrayList<>();
    private Instant now = START;
    private boolean looking;
    private @Nullable RuntimeException fault;

    /// What came of a run.
    ///
    /// @param steps that were taken
    /// @param trace its digest
    record Outcome(long seed, long steps, String trace, int orders, int acknowledged, long statements) {}

    Run(long seed, Cast cast, Stage stage) throws SQLException {
        this.seed = seed;
        this.cast = cast;
        this.random = new SplittableRandom(seed);
        this.households = Household.all(cast);
        this.weather = new Weather(random.split());
        this.clearsUp = FIRST_WINDOW.minus(Duration.ofMinutes(60)).plusSeconds(random.nextInt(4 * 3_600));
        AllocationRule rule = AllocationRule.values()[random.nextInt(AllocationRule.values().length)];
        stage.clear();
        this.sky = new Sky(weather, random.split(), this);
        SimulatedNetwork network = new SimulatedNetwork(sky);
        sky.joins(network);
        for (String id : Cast.UTILITIES) {
            UtilityNode utility = new UtilityNode(
                    id, stage.disk(id), START, skew(), cast, rule, network, random.split(), this::faultAt);
            utilities.add(utility);
            ledgers.put(id, new LedgerWatch(utility));
            nodes.put(id, utility);
        }
        arbiter = new ArbiterNode(
                stage.disk(Cast.ARBITER), START, skew(), cast, rule, random.split(), this::faultAt);
        nodes.put(Cast.ARBITER, arbiter);
        nodes.forEach(network::add);
        cast.participants()
                .forEach(party -> network.add(party.id(), Identities.of(cast.certificate(party.id()))));
        this.work = new Work(this, random.split());
        this.market = new Market(cast, network, households, random.split(), this);
        this.meters = new Meters(network, random.split(), this);
    }

    private Duration skew() {
        return Duration.ofMillis(random.nextInt(2 * LARGEST_SKEW_MILLIS) - LARGEST_SKEW_MILLIS);
    }

    /// @throws BrokenInvariantException where something does not hold
    Outcome play() {
        trace("seed " + seed + ", weather " + weather + " until " + clearsUp);
        begin();
        long steps = 0;
        for (Agenda.Event event = agenda.next(); event != null && event.at().isBefore(END); event = agenda.next()) {
            steps++;
            if (steps > MOST_STEPS) {
                throw new BrokenInvariantException("it does not come to rest in " + MOST_STEPS + " steps");
            }
            take(event);
        }
        rest();
        long statements =
                nodes.values().stream().mapToLong(node -> node.disk().statements()).sum();
        return new Outcome(
                seed,
                steps,
                trace.digest(),
                market.sent().size(),
                market.acknowledged().size(),
                statements);
    }

    private void begin() {
        for (Node node : nodes.values()) {
            node.start();
            node.disk().failures(point -> breaks(node, point));
        }
        looking = true;
        for (UtilityNode utility : utilities) {
            utility.enrolCustomers()
                    .enrol(Household.enrolment(
                            households.stream()
                                    .filter(household -> household.utility().equals(utility.id()))
                                    .toList(),
                            random));
        }
        looking = false;
        DeliveryWindow first = DeliveryWindow.startingAt(FIRST_WINDOW, Duration.ofHours(1));
        DeliveryWindow second = DeliveryWindow.startingAt(first.end(), Duration.ofHours(1));
        arbiterTicks(first);
        arbiterTicks(second);
        boolean both = random.nextInt(4) == 0;
        for (int i = 1 + random.nextInt(MOST_ORDERS); i > 0; i--) {
            plan(both && random.nextBoolean() ? second : first);
        }
        for (Household household : households) {
            meters.measure(household, first);
            if (both) {
                meters.measure(household, second);
            }
        }
        troubles();
        later(clearsUp, "it clears up", this::clearUp);
    }

    /// The arbiter shows that it is there around everything that a silence of it would move.
    private void arbiterTicks(DeliveryWindow window) {
        for (Duration offset : DEADLINES) {
            for (Duration beside : List.of(BESIDE.negated(), BESIDE)) {
                Instant at = window.start().plus(offset).plus(beside);
                later(at, "arbiter's minute", () -> work.soon(arbiter));
            }
        }
    }

    private void plan(DeliveryWindow window) {
        Instant gate = window.start().minus(GATE);
        long span = Duration.between(START, gate).toMillis();
        long before = random.nextInt(4) == 0 ? random.nextLong(30_000) : random.nextLong(span);
        Instant at = gate.minusMillis(1 + before);
        later(at, "platforms agree", () -> market.send(market.order(window, gate)));
    }

    private void troubles() {
        long span = Duration.between(START, clearsUp).toMillis();
        for (int i = random.nextInt(4); i > 0; i--) {
            Node node = anyone();
            later(START.plusMillis(random.nextLong(span)), "trouble at " + node.id(), () -> kill(node));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String party = anyone().id();
            Instant at = START.plusMillis(random.nextLong(span));
            Instant until = at.plusMillis(random.nextLong(span));
            later(at, party + " is cut off", () -> sky.cutOff(party));
            later(until, party + " is joined again", () -> sky.join(party));
        }
    }

    private Node anyone() {
        List<Node> all = List.copyOf(nodes.values());
        return all.get(random.nextInt(all.size()));
    }

    private void take(Agenda.Event event) {
        now = now.isBefore(event.at()) ? event.at() : now;
        nodes.values().forEach(node -> node.timeIs(now));
        trace(event.what());
        event.action().run();
        RuntimeException thrown = fault;
        if (thrown != null) {
            throw new BrokenInvariantException("a use case failed: " + thrown, thrown);
        }
        for (Node node : nodes.values()) {
            if (node.isUp() && node.disk().writes() != seenWrites.getOrDefault(node.id(), 0L)) {
                look(node);
                seenWrites.put(node.id(), node.disk().writes());
                if (node != arbiter || !event.what().startsWith(ARBITER_WORKS)) {
                    work.soon(node);
                }
            }
        }
    }

    private void look(Node node) {
        LedgerWatch watch = ledgers.get(node.id());
        if (watch != null) {
            undisturbed(() -> {
                watch.look();
                return watch;
            });
        }
    }

    /// Looks at a disk that does not fail meanwhile.
    <T> T undisturbed(java.util.function.Supplier<T> look) {
        boolean before = looking;
        looking = true;
        try {
            return look.get();
        } finally {
            looking = before;
        }
    }

    private boolean breaks(Node node, SimulatedDisk.Point point) {
        if (looking) {
            return false;
        }
        if (weather.strikes(Fault.KILLED)) {
            trace(node.id() + " dies at " + point);
            kill(node);
            return true;
        }
        boolean broken = weather.strikes(Fault.DISCONNECTED);
        if (broken) {
            trace(node.id() + " loses its database at " + point);
        }
        return broken;
    }

    private void kill(Node node) {
        if (!node.isUp() || weather.isOver()) {
            return;
        }
        node.kill();
        Instant back = now.plusMillis(1 + random.nextLong(LONGEST_REST_SECONDS * 1_000L));
        later(back, node.id() + " starts again", () -> revive(node));
    }

    private void revive(Node node) {
        if (!node.isUp()) {
            undisturbed(() -> {
                node.start();
                return node;
            });
            work.soon(node);
        }
    }

    private void clearUp() {
        weather.clearUp();
        sky.clearUp();
        nodes.values().forEach(this::revive);
        nodes.values().forEach(work::soon);
    }

    private void rest() {
        looking = true;
        AtRest rest = new AtRest(utilities, ledgers, arbiter, "");
        List<String> broken = rest.broken(market.acknowledged());
        if (!broken.isEmpty()) {
            throw new BrokenInvariantException(String.join("\n", broken));
        }
        ledgers.forEach((id, watch) -> watch.trades()
                .forEach((order, held) -> trace(id + " " + order.prefix() + " " + held)));
    }

    private void faultAt(RuntimeException thrown) {
        if (!Tolerated.byItself(thrown)) {
            fault = thrown;
        }
        trace("failed: " + thrown);
    }

    Trace trace() {
        return trace;
    }

    List<String> finds() {
        return finds;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void trace(String line) {
        trace.line(now, line);
    }

    @Override
    public void later(Instant at, String what, Runnable action) {
        agenda.at(at.isBefore(now) ? now : at, what, action);
    }

    @Override
    public boolean beforeRest() {
        return now.isBefore(FIRST_WINDOW.plus(Duration.ofHours(4)));
    }

    @Override
    public boolean isLiar(String party) {
        return false;
    }

    @Override
    public void found(String what) {
        finds.add(what);
        trace("found: " + what);
    }
}
