package io.gridpact.deploy.simulation;

import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// What is planned for the day of a run: orders, readings and troubles.
final class Day {

    static final Instant START = Instant.parse("2026-06-01T10:50:00Z");
    static final Instant FIRST_WINDOW = Instant.parse("2026-06-01T12:00:00Z");
    /// Long after the last deadline of the last window.
    static final Instant END = START.plus(Duration.ofHours(60));

    private static final Duration GATE = Duration.ofMinutes(15);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int SMALL_TO_ONE_FULL = 5;
    private static final int MOST_ORDERS = 6;
    private static final int MOST_ORDERS_OF_SMALL = 2;
    private static final int MOST_CHANGES = 5;
    private static final int IDLE_TO_ONE_MEASURED = 8;
    private static final int LAST_MOMENT_MILLIS = 30_000;
    /// The day clears up at some time from an hour before the first window on.
    private static final int CLEARS_UP_WITHIN_SECONDS = 4 * 3_600;

    /// From a window's start on.
    private static final List<Duration> DEADLINES =
            List.of(Duration.ZERO, Duration.ofHours(2), Duration.ofHours(3), Duration.ofHours(5), Duration.ofHours(7));

    private static final Duration BESIDE = Duration.ofMinutes(4);

    private final SplittableRandom random;
    private final Instant clearsUp;
    private final Run run;
    private List<DeliveryWindow> windows = List.of();

    Day(SplittableRandom random, Run run) {
        this.random = random;
        this.run = run;
        this.clearsUp = FIRST_WINDOW.minus(WINDOW).plusSeconds(random.nextInt(CLEARS_UP_WITHIN_SECONDS));
    }

    Instant clearsUp() {
        return clearsUp;
    }

    /// In half of the runs utilities and platforms change their minds.
    void changes(Changes changes, List<Household> households) {
        long span = Duration.between(START, FIRST_WINDOW).toMillis();
        for (int i = random.nextBoolean() ? 0 : random.nextInt(MOST_CHANGES); i > 0; i--) {
            Instant at = START.plusMillis(random.nextLong(span));
            if (random.nextBoolean()) {
                String utility = Cast.UTILITIES.get(random.nextInt(Cast.UTILITIES.size()));
                Instant until = FIRST_WINDOW.plus(WINDOW.multipliedBy(1 + random.nextInt(2)));
                run.later(at, "outage at " + utility, () -> changes.outage(utility, households, FIRST_WINDOW, until));
            } else {
                run.later(at, "platforms want something else", () -> changes.wish(windows));
            }
        }
    }

    void plan(List<Household> households, Market market, Meters meters, boolean twins) {
        DeliveryWindow first = DeliveryWindow.startingAt(FIRST_WINDOW, WINDOW);
        DeliveryWindow second = DeliveryWindow.startingAt(first.end(), WINDOW);
        // Most days are small: what goes wrong mostly does so with one or two trades, and of small days there are more.
        boolean full = random.nextInt(SMALL_TO_ONE_FULL) == 0;
        boolean both = full && random.nextInt(3) == 0;
        windows = both ? List.of(first, second) : List.of(first);
        for (int i = 1 + random.nextInt(full ? MOST_ORDERS : MOST_ORDERS_OF_SMALL); i > 0; i--) {
            order(both && random.nextBoolean() ? second : first, market, twins);
        }
        for (DeliveryWindow window : windows) {
            run.later(window.end(), "windows end at meters", () -> measure(households, market, meters, window));
            arbiterShows(window);
        }
    }

    /// All meters that somebody trades by, and some that nobody does.
    private void measure(List<Household> households, Market market, Meters meters, DeliveryWindow window) {
        Set<Household> trading = market.trading();
        for (Household household : households) {
            if (random.nextInt(IDLE_TO_ONE_MEASURED) == 0 || trading.contains(household)) {
                meters.measure(household, window);
            }
        }
    }

    private void order(DeliveryWindow window, Market market, boolean twins) {
        Instant gate = window.start().minus(GATE);
        long span = Duration.between(START, gate).toMillis();
        long before = random.nextInt(4) == 0 ? random.nextLong(LAST_MOMENT_MILLIS) : random.nextLong(span);
        Instant at = gate.minusMillis(1 + before);
        run.later(at, "platforms agree", () -> {
            SimulatedOrder order = market.order(window, gate);
            market.send(order);
            if (twins) {
                SimulatedOrder twin = market.twin(order);
                run.later(run.now().plusMillis(1 + random.nextInt(30_000)), "and on a twin", () -> market.send(twin));
            }
        });
    }

    /// The arbiter shows that it is there around everything that a silence of it would move.
    private void arbiterShows(DeliveryWindow window) {
        for (Duration offset : DEADLINES) {
            for (Duration beside : List.of(BESIDE.negated(), BESIDE)) {
                run.later(window.start().plus(offset).plus(beside), "arbiter's minute", run::arbiterTicks);
            }
        }
    }

    /// Between the first orders and the last statuses.
    Instant sometime() {
        return START.plusMillis(random.nextLong(Duration.between(START, FIRST_WINDOW.plus(WINDOW.multipliedBy(4)))
                .toMillis()));
    }

    void troubles(List<Node> nodes, Sky sky) {
        long span = Duration.between(START, clearsUp).toMillis();
        for (int i = random.nextInt(4); i > 0; i--) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            run.later(START.plusMillis(random.nextLong(span)), "trouble at " + node.id(), () -> run.kill(node));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String party = nodes.get(random.nextInt(nodes.size())).id();
            Instant at = START.plusMillis(random.nextLong(span));
            Instant until = at.plusMillis(random.nextLong(span));
            run.later(at, party + " is cut off", () -> sky.cutOff(party));
            run.later(until, party + " is joined again", () -> sky.join(party));
        }
    }
}
