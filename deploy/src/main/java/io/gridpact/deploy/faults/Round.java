package io.gridpact.deploy.faults;

import io.gridpact.deploy.check.NetworkCheck;
import io.gridpact.deploy.client.HeadEnds.Submitted;
import io.gridpact.deploy.client.OperatorClient;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.deploy.network.ReadingLine;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// One window from its orders to its settlement, with one fault on the way.
final class Round {

    private static final int ORDERS_PER_PART = 8;
    /// Between now and the start of a round's window at least; enough to be confirmed however slow it goes.
    private static final Duration AHEAD = Duration.ofMinutes(25);

    /// Enough to wait for answers that do not come; not many minutes, of which each stops the clocks.
    private static final Duration SHORTLY_BEFORE = Duration.ofMinutes(4);

    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration READ_AFTER_END = Duration.ofSeconds(10);
    private static final Duration SETTLED_AFTER_END = Duration.ofMinutes(5);

    /// Past every deadline of a window.
    private static final Duration ALL_OVER = Duration.ofHours(7);

    /// How long a fault lasts; real time.
    private static final Duration LASTS = Duration.ofSeconds(4);

    /// How long a service may take to come to an armed point; real time.
    private static final Duration FIRES_WITHIN = Duration.ofSeconds(15);

    /// How long something is tried again; real time.
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Trial trial;
    private final Fault fault;
    private final Breaker breaker;
    private final Steering steering;
    private final OrderLoad load;
    private final List<String> findings = new ArrayList<>();
    private final Instant windowStart;
    private final Duration gateClosureBeforeStart;

    Round(Trial trial, Fault fault, Breaker breaker, OrderLoad load) {
        this.trial = trial;
        this.fault = fault;
        this.breaker = breaker;
        this.steering = new Steering(trial, PATIENCE);
        this.load = load;
        NetworkFile.DeadlineTerms deadlines =
                trial.ground().orders().network().profile().deadlines();
        this.gateClosureBeforeStart = Duration.ofMinutes(deadlines.gateClosureBeforeStart());
        long windowMillis = TrialGround.WINDOW.toMillis();
        long earliestMillis = steering.now().plus(AHEAD).toEpochMilli();
        this.windowStart = Instant.ofEpochMilli(Math.ceilDiv(earliestMillis, windowMillis) * windowMillis);
    }

    FaultRow run() throws IOException, InterruptedException {
        introduce();
        confirm();
        close();
        steering.toward(windowStart.plus(TrialGround.WINDOW).plus(READ_AFTER_END));
        struck(Phase.DEPOSIT);
        read();
        settle();
        return judged();
    }

    /// A participant has a new descriptor, which a service that has acknowledged it must know, however it ended.
    private void introduce() throws IOException, InterruptedException {
        if (!breaker.isKillIn(Phase.INTRODUCE)) {
            return;
        }
        Envelope renewed = trial.ground().renewed(trial.network());
        OperatorClient operator = new OperatorClient(trial.channels(), breaker.victim());
        breaker.arm();
        var unused = steering.attempt("a descriptor is taken", () -> operator.putParticipant(renewed));
        struck(Phase.INTRODUCE);
        boolean known = steering.attempt("descriptors are listed", operator::participants).stream()
                .anyMatch(each -> each.digest().equals(renewed.digest()));
        if (!known) {
            findings.add(breaker.victim() + " has lost a descriptor");
        }
    }

    private boolean isApart() {
        return breaker.isKillIn(Phase.MEND) || breaker.isKillIn(Phase.DEPOSIT);
    }

    /// A third of the orders before the fault, a third while it lasts, a third after it.
    private void confirm() throws IOException, InterruptedException {
        part(PATIENCE).await();
        if (isApart()) {
            steering.toward(gateClosure().minus(SHORTLY_BEFORE));
            breaker.keepApart();
            part(SHORT_PATIENCE).await();
            return;
        }
        if (breaker.isKillIn(Phase.CONFIRM)) {
            breaker.arm();
        }
        OrderLoad.Part broken = part(PATIENCE);
        if (!(fault instanceof Fault.Kill)) {
            breaker.begin();
            Thread.sleep(LASTS);
            breaker.end();
        }
        broken.await();
        struck(Phase.CONFIRM);
        part(PATIENCE).await();
    }

    private Instant gateClosure() {
        return windowStart.minus(gateClosureBeforeStart);
    }

    private OrderLoad.Part part(Duration patience) {
        List<OrderLine> lines = IntStream.range(0, ORDERS_PER_PART)
                .mapToObj(number -> trial.ground().orders().line(trial.nextOrder(), windowStart))
                .toList();
        return load.begin(lines, steering.now(), patience);
    }

    private void close() throws IOException, InterruptedException {
        if (breaker.isKillIn(Phase.CLOSE)) {
            breaker.arm();
        }
        Instant closed = gateClosure().plus(A_WHILE);
        if (isApart()) {
            steering.push(closed);
        } else {
            steering.toward(closed);
        }
        struck(Phase.CLOSE);
        if (breaker.isKillIn(Phase.MEND)) {
            breaker.arm();
            breaker.letTogether();
            steering.toward(windowStart.minus(A_WHILE));
            struck(Phase.MEND);
        }
        if (breaker.isKillIn(Phase.DEPOSIT)) {
            breaker.arm();
            steering.push(windowStart.plus(A_WHILE));
            breaker.letTogether();
        }
    }

    private void read() throws IOException, InterruptedException {
        List<ReadingLine> lines = readings();
        Map<String, List<io.gridpact.directory.v1.Envelope>> signed = new HashMap<>();
        for (String utility : trial.ground().orders().network().utilities()) {
            signed.put(utility, trial.headEnds().sign(utility, lines));
        }
        if (breaker.isKillIn(Phase.READ)) {
            breaker.arm();
        }
        if (breaker.isKillIn(Phase.SETTLE)) {
            breaker.arm();
        }
        for (Map.Entry<String, List<io.gridpact.directory.v1.Envelope>> part : signed.entrySet()) {
            Submitted submitted = steering.attempt(
                    "readings are taken", () -> trial.headEnds().send(part.getKey(), part.getValue()));
            if (submitted.refused() > 0) {
                throw new ProcessFault("readings were refused: " + submitted.refusals());
            }
        }
        struck(Phase.READ);
    }

    /// Every meter measures all that its customer may have traded in this round, less a little, so that there is
    /// something to share.
    private List<ReadingLine> readings() {
        long quantityWh = trial.ground().orders().quantityWh();
        List<ReadingLine> lines = new ArrayList<>();
        for (NetworkFile.CustomerEntry customer :
                trial.ground().orders().network().customers()) {
            long energyWh = quantityWh * load.sent().size() - quantityWh / 2;
            lines.add(new ReadingLine(customer.meters().getFirst().id(), windowStart, energyWh, energyWh));
        }
        return lines;
    }

    private void settle() throws IOException, InterruptedException {
        if (!(fault instanceof Fault.Kill)) {
            breaker.begin();
            Thread.sleep(LASTS);
            breaker.end();
        }
        trial.healer().awaitWhole();
        steering.toward(windowStart.plus(TrialGround.WINDOW).plus(SETTLED_AFTER_END));
        struck(Phase.SETTLE);
    }

    /// Waits until the armed service is dead and alive again; a point that nobody came to is left.
    private void struck(Phase phase) throws InterruptedException {
        if (breaker.isKillIn(phase)) {
            long deadline = System.nanoTime() + FIRES_WITHIN.toNanos();
            while (!breaker.hasFired() && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE);
            }
            // A rule that fired has yet to be seen as a dead process.
            long seen = System.nanoTime() + FIRES_WITHIN.toNanos();
            while (breaker.hasFired() && breaker.injected() == 0 && System.nanoTime() < seen) {
                Thread.sleep(PAUSE);
            }
        }
        trial.healer().awaitWhole();
    }

    private FaultRow judged() {
        Set<Digest> sent = new HashSet<>(trial.sent());
        sent.addAll(load.sent());
        NetworkCheck.Outcome check = check();
        TradeCount count = TradeCount.of(load.acknowledged(), sent, check.ledgers());
        if (!count.lost().isEmpty()) {
            // Perhaps only late: when every deadline has passed, nothing may be open.
            steering.toward(windowStart.plus(TrialGround.WINDOW).plus(ALL_OVER));
            check = check();
            count = TradeCount.of(load.acknowledged(), sent, check.ledgers());
        }
        if (breaker.injected() == 0) {
            findings.add("the fault did not happen");
        }
        check.findings()
                .forEach(finding -> findings.add("check: " + finding.where() + " " + finding.rule() + " "
                        + finding.subject() + " " + finding.detail()));
        findings.addAll(trial.healer().takeUnexpected());
        load.refused().forEach((order, reason) -> findings.add(order.prefix() + " was refused: " + reason));
        if (!isApart() && load.unanswered() > 0) {
            findings.add(load.unanswered() + " orders were never answered");
        }
        findings.addAll(count.lost());
        findings.addAll(count.doubled());
        return new FaultRow(
                fault.name(),
                breaker.injected(),
                load.acknowledged().size(),
                count.lost().size(),
                count.doubled().size(),
                findings);
    }

    private NetworkCheck.Outcome check() {
        return steering.attempt("the check comes to its end", () -> new NetworkCheck(trial.channels()).run());
    }
}
