package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.Weather.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run: a day of a small network, drawn from its seed, until everything has come to rest.
final class Run implements Scene {

    private static final int MOST_STEPS = 5_000;
    private static final int LONGEST_DEATH_SECONDS = 600;
    private static final String ARBITER_WORKS = Cast.ARBITER + " works";

    private final long seed;
    private final SplittableRandom random;
    private final Trace trace = new Trace();
    private final Agenda agenda = new Agenda();
    private final Weather weather;
    private final List<Household> households;
    private final Optional<Liar> liar;
    private final SimulatedNetwork network;
    private final Company company;
    private final Day day;
    private final Work work;
    private final Sky sky;
    private final Market market;
    private final Changes changes;
    private final Meters meters;
    private final Map<String, Long> seenWrites = new HashMap<>();
    private final List<String> finds = new ArrayList<>();
    private Instant now = Day.START;
    private boolean looking;
    private @Nullable RuntimeException fault;
    private @Nullable String broken;

    Run(long seed, Cast cast, Stage stage) throws SQLException {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.weather = new Weather(random.split());
        this.liar = Liar.drawn(cast, random.split());
        String fits = liar.filter(lying -> lying.lie() == Lie.FITTED_READING)
                .map(Liar::id)
                .orElse("");
        this.households = Household.all(cast, fits, random.split());
        stage.clear();
        this.sky = new Sky(weather, random.split(), liar, this);
        this.network = new SimulatedNetwork(sky);
        sky.joins(network);
        this.company = new Company(cast, stage, network, Day.START, liar, random.split(), this::faultAt);
        this.work = new Work(this, random.split());
        this.market = new Market(cast, network, households, company.modes(), random.split(), this);
        this.changes = new Changes(cast, network, market, random.split(), this);
        this.meters = new Meters(network, liar, random.split(), this);
        this.day = new Day(random.split(), this);
    }

    /// @throws BrokenInvariantException where something does not hold
    Simulation.Played play() {
        String lie = liar.map(lying -> lying.id() + " " + lying.lie()).orElse("nobody");
        trace("seed " + seed + ", " + company.modes() + ", weather " + weather + " until " + day.clearsUp() + ", liar: "
                + lie);
        begin();
        long steps = 0;
        for (Agenda.Event event = agenda.next(); event != null && event.at().isBefore(Day.END); event = agenda.next()) {
            steps++;
            if (steps > MOST_STEPS) {
                throw new BrokenInvariantException("it does not come to rest in " + MOST_STEPS + " steps");
            }
            take(event);
        }
        rest();
        return new Simulation.Played(
                seed,
                steps,
                trace.digest(),
                market.sent().size(),
                market.acknowledged().size(),
                liar.map(lying -> lying.lie().name()).orElse(""),
                finds.size());
    }

    private void begin() {
        for (Node node : company.nodes()) {
            node.start();
            node.disk().failures(point -> breaks(node, point));
        }
        looking = true;
        for (UtilityNode utility : company.utilities()) {
            List<Household> own = households.stream()
                    .filter(household -> household.utility().equals(utility.id()))
                    .toList();
            utility.enrolCustomers().enrol(Household.enrolment(own, random));
        }
        looking = false;
        boolean twins = liar.filter(lying -> lying.lie() == Lie.TWO_ORDERS).isPresent();
        day.plan(households, market, meters, twins);
        day.changes(changes, households);
        day.troubles(company.nodes(), sky);
        liar.filter(lying -> lying.lie() == Lie.REVOCATION)
                .ifPresent(lying -> later(
                        day.sometime(),
                        lying.id() + " takes its key back",
                        () -> lying.takesItsKeyBack(network, this)));
        later(day.clearsUp(), "it clears up", this::clearUp);
    }

    private void take(Agenda.Event event) {
        now = now.isBefore(event.at()) ? event.at() : now;
        company.nodes()
                .forEach(node ->
                        node.timeIs(now.minus(liar.filter(lying -> lying.id().equals(node.id()))
                                .map(lying -> lying.behind(now))
                                .orElse(Duration.ZERO))));
        trace(event.what());
        event.action().run();
        RuntimeException thrown = fault;
        if (thrown != null) {
            throw new BrokenInvariantException("a use case failed: " + thrown, thrown);
        }
        if (broken != null) {
            throw new BrokenInvariantException(broken);
        }
        liar.ifPresent(this::changeBooks);
        for (Node node : company.nodes()) {
            if (node.isUp() && node.disk().writes() != seenWrites.getOrDefault(node.id(), 0L)) {
                look(node);
                seenWrites.put(node.id(), node.disk().writes());
                if (node != company.arbiter() || !event.what().startsWith(ARBITER_WORKS)) {
                    work.soon(node);
                }
            }
        }
    }

    private void changeBooks(Liar lying) {
        String sql = lying.booksChangedBy();
        company.utility(lying.id())
                .filter(utility -> !sql.isEmpty()
                        && utility.isUp()
                        && utility.disk().writes() != seenWrites.getOrDefault(utility.id(), 0L))
                .ifPresent(utility -> undisturbed(() -> {
                    utility.changeBooks(sql);
                    return sql;
                }));
    }

    private void look(Node node) {
        LedgerWatch watch = company.ledgers().get(node.id());
        if (watch != null) {
            undisturbed(() -> {
                if (isLiar(node.id())) {
                    watch.glance();
                } else {
                    watch.look();
                }
                return watch;
            });
        }
    }

    /// Looks at a disk that does not fail meanwhile.
    <T> T undisturbed(Supplier<T> look) {
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

    /// Its process dies, and is started again some time later.
    void kill(Node node) {
        if (!node.isUp() || weather.isOver()) {
            return;
        }
        node.kill();
        Instant back = now.plusMillis(1 + random.nextLong(LONGEST_DEATH_SECONDS * 1_000L));
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

    void arbiterTicks() {
        work.soon(company.arbiter());
    }

    private void clearUp() {
        weather.clearUp();
        sky.clearUp();
        company.nodes().forEach(this::revive);
        company.utilities().forEach(UtilityNode::clearUp);
        company.nodes().forEach(work::soon);
    }

    private void rest() {
        looking = true;
        AtRest rest = new AtRest(
                company.utilities(),
                company.ledgers(),
                company.arbiter(),
                liar.map(Liar::id).orElse(""));
        List<String> atRest = new ArrayList<>(rest.broken(market.acknowledged()));
        List<String> withLiar = rest.brokenWithLiar(market.acknowledged());
        if (!withLiar.isEmpty() && finds.isEmpty() && !rest.isCaught()) {
            atRest.add("a lie has an effect, and nobody has found it:");
            atRest.addAll(withLiar);
        }
        if (!atRest.isEmpty()) {
            throw new BrokenInvariantException(String.join("\n", atRest));
        }
        company.ledgers().forEach((id, watch) -> watch.trades()
                .forEach((order, held) -> trace(id + " " + order.prefix() + " " + held)));
    }

    private void faultAt(String party, RuntimeException thrown) {
        trace("failed at " + party + ": " + thrown);
        if (!isLiar(party) && !Tolerated.byItself(thrown, liar.isPresent())) {
            fault = thrown;
        }
    }

    Trace trace() {
        return trace;
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
        return now.isBefore(Day.FIRST_WINDOW.plus(Duration.ofHours(4)));
    }

    @Override
    public boolean isLiar(String party) {
        return liar.filter(lying -> lying.id().equals(party)).isPresent();
    }

    @Override
    public void breaks(String what) {
        trace("broken: " + what);
        broken = broken == null ? what : broken;
    }

    @Override
    public void found(String what) {
        finds.add(what);
        trace("found: " + what);
    }
}
