package io.gridpact.deploy.faults;

import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.settlement.StatusClaim;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// One window from its orders to its settlement, with faults on the way.
final class Round {

    private static final int ORDERS_PER_PART = 8;
    /// Between now and the start of a round's window at least; enough to be confirmed however slow it goes.
    private static final Duration AHEAD = Duration.ofMinutes(25);

    /// Enough to wait for answers that do not come; not many minutes, of which each stops the clocks.
    private static final Duration SHORTLY_BEFORE = Duration.ofMinutes(4);

    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration READ_AFTER_END = Duration.ofSeconds(10);
    private static final Duration SETTLED_AFTER_END = Duration.ofMinutes(5);

    /// From the sellers' status deadline, until which none arrives, to the buyers'.
    private static final Duration LATE_FOR = Duration.ofMinutes(1);

    /// From a status that nobody has claimed yet to all that a claim brings about: the arbiter is asked every minute.
    static final Duration CLAIMED_FOR = Duration.ofMinutes(6);

    /// Past every deadline of a window, also of one that an hour was added to.
    private static final Duration ALL_OVER = Duration.ofHours(4);

    /// How long a fault lasts; real time.
    private static final Duration LASTS = Duration.ofSeconds(4);

    /// How long something is tried again; real time.
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(3);
    private final Trial trial;
    private final Breakers breakers;
    private final Steering steering;
    private final OrderLoad load;
    private final List<String> findings = new ArrayList<>();
    private final RoundScene scene;
    private final DirectoryPart directory;
    private final UpdatePart updates;
    private final MeterPart meters;

    Round(Trial trial, Breakers breakers, OrderLoad load) {
        this.trial = trial;
        this.breakers = breakers;
        this.steering = new Steering(trial, PATIENCE);
        this.load = load;
        long windowMillis = TrialGround.WINDOW.toMillis();
        long earliestMillis = steering.now().plus(AHEAD).toEpochMilli();
        Instant windowStart = Instant.ofEpochMilli(Math.ceilDiv(earliestMillis, windowMillis) * windowMillis);
        this.scene = new RoundScene(trial, breakers, steering, load, windowStart, findings);
        this.directory = new DirectoryPart(scene);
        this.updates = new UpdatePart(scene);
        this.meters = new MeterPart(scene);
    }

    /// @return one row for each fault
    List<FaultRow> run() throws IOException, InterruptedException {
        directory.introduce();
        directory.renew();
        confirm();
        updates.update();
        close();
        steering.toward(scene.windowEnd().plus(READ_AFTER_END));
        breakers.struck(Phase.DEPOSIT);
        settle();
        meters.adjust();
        return judged();
    }

    /// A third of the orders before the fault, a third while it lasts, a third after it.
    private void confirm() throws IOException, InterruptedException {
        part(PATIENCE).await();
        if (breakers.isApart()) {
            steering.toward(scene.gateClosure().minus(SHORTLY_BEFORE));
            // What they ask still arrives, answers do not: their lists come to differ.
            trial.ground().setUtilities(LinkMode.HOLD_ANSWERS);
            part(SHORT_PATIENCE).await();
            return;
        }
        breakers.arm(Phase.CONFIRM);
        OrderLoad.Part broken = part(PATIENCE);
        breakers.breakFor(LASTS);
        broken.await();
        breakers.struck(Phase.CONFIRM);
        part(PATIENCE).await();
    }

    private OrderLoad.Part part(Duration patience) {
        List<OrderLine> lines = IntStream.range(0, ORDERS_PER_PART)
                .mapToObj(number -> trial.ground().orders().line(trial.nextOrder(), scene.windowStart()))
                .toList();
        return load.begin(lines, steering.now(), patience);
    }

    private void close() throws IOException, InterruptedException {
        breakers.arm(Phase.CLOSE);
        Instant closed = scene.gateClosure().plus(A_WHILE);
        if (breakers.isApart()) {
            steering.push(closed);
        } else {
            steering.toward(closed);
        }
        breakers.struck(Phase.CLOSE);
        if (breakers.isKillIn(Phase.MEND)) {
            breakers.arm(Phase.MEND);
            trial.ground().setUtilities(LinkMode.FORWARD);
            steering.toward(scene.windowStart().minus(A_WHILE));
            breakers.struck(Phase.MEND);
        }
        if (breakers.isKillIn(Phase.DEPOSIT)) {
            breakers.arm(Phase.DEPOSIT);
            steering.push(scene.windowStart().plus(A_WHILE));
            trial.ground().setUtilities(LinkMode.FORWARD);
        }
    }

    private void settle() throws IOException, InterruptedException {
        if (breakers.isKillIn(Phase.LATE)) {
            late();
            return;
        }
        if (breakers.isKillIn(Phase.CLAIM)) {
            claim();
            return;
        }
        breakers.arm(Phase.SETTLE);
        meters.read();
        breakers.breakFor(LASTS);
        trial.healer().awaitWhole();
        steering.toward(scene.windowEnd().plus(SETTLED_AFTER_END));
        breakers.struck(Phase.SETTLE);
    }

    /// No status arrives before its deadline: each side asks the arbiter what it knows of the other's sheet, and the
    /// exchange goes on where it was broken off.
    private void late() throws IOException, InterruptedException {
        Instant due = sellersDue();
        trial.ground().setUtilities(LinkMode.HOLD_REQUESTS);
        meters.read();
        breakers.arm(Phase.LATE);
        steering.push(due.plus(LATE_FOR));
        // Before the statuses come, after which nobody asks any more; what happens only then is waited for below.
        breakers.struck(Phase.LATE);
        trial.ground().setUtilities(LinkMode.FORWARD);
        steering.toward(due.plus(LATE_FOR).plus(SETTLED_AFTER_END));
        breakers.struck(Phase.LATE);
    }

    /// No status arrives: once they can be claimed each side tells the arbiter which it lacks, and deposits there what
    /// the other lacks. What the buyers' utilities allocate by it they show each other again.
    private void claim() throws IOException, InterruptedException {
        Instant claimable = sellersDue().plus(StatusClaim.AFTER_DEADLINE);
        trial.ground().setUtilities(LinkMode.HOLD_REQUESTS);
        meters.read();
        steering.push(claimable.minus(A_WHILE));
        breakers.arm(Phase.CLAIM);
        steering.push(claimable.plus(CLAIMED_FOR));
        breakers.struck(Phase.CLAIM);
        trial.ground().setUtilities(LinkMode.FORWARD);
        steering.toward(claimable.plus(CLAIMED_FOR).plus(SETTLED_AFTER_END));
    }

    private Instant sellersDue() {
        return scene.windowEnd()
                .plus(Duration.ofMinutes(scene.network().profile().deadlines().sellerStatusAfterEnd()));
    }

    private List<FaultRow> judged() {
        NetworkCheck.Outcome check = check();
        TradeCount count = count(check);
        if (!count.lost().isEmpty()) {
            // When every deadline has passed, nothing may be open; but then silence decided what need not be silent.
            findings.add("not settled in time: " + count.lost());
            steering.toward(scene.windowEnd().plus(ALL_OVER));
            check = check();
            count = count(check);
        }
        check.findings()
                .forEach(finding -> findings.add("check: " + finding.where() + " " + finding.rule() + " "
                        + finding.subject() + " " + finding.detail()));
        findings.addAll(trial.healer().takeUnexpected());
        load.refused().forEach((order, reason) -> findings.add(order.prefix() + " was refused: " + reason));
        if (!breakers.isApart() && load.unanswered() > 0) {
            findings.add(load.unanswered() + " orders were never answered");
        }
        List<String> lost = new ArrayList<>(count.lost());
        lost.addAll(updates.lost());
        lost.addAll(meters.lost());
        findings.addAll(lost);
        findings.addAll(count.doubled());
        int doubled = count.doubled().size();
        return breakers.all().stream()
                .map(breaker -> row(breaker, lost.size(), doubled))
                .toList();
    }

    private FaultRow row(Breaker breaker, int lost, int doubled) {
        List<String> own = new ArrayList<>(findings);
        if (breaker.injected() == 0) {
            own.addFirst("the fault did not happen");
        }
        return new FaultRow(
                breaker.fault().name(), breaker.injected(), load.acknowledged().size(), lost, doubled, own);
    }

    private TradeCount count(NetworkCheck.Outcome check) {
        Set<Digest> sent = new HashSet<>(trial.sent());
        sent.addAll(load.sent());
        return TradeCount.of(load.acknowledged(), updates.cancelled(), sent, check.ledgers());
    }

    private NetworkCheck.Outcome check() {
        return steering.attempt("the check comes to its end", () -> new NetworkCheck(trial.channels()).run());
    }
}
