package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.protocol.order.Revision;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.customer.EnrolCustomers;
import io.gridpact.utility.customer.PostgresCustomerBook;
import io.gridpact.utility.ledger.AStoredLedger;
import io.gridpact.utility.ledger.CloseMinutes;
import io.gridpact.utility.ledger.EndTrades;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.ledger.SubmitStatements;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Findings;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.pairing.AcceptPairDigest;
import io.gridpact.utility.pairing.Alarms;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.ExchangePairDigests;
import io.gridpact.utility.pairing.ListsChecks;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.CheckpointBook;
import io.gridpact.utility.peer.LogReceipts;
import io.gridpact.utility.sealing.AnswerComparison;
import io.gridpact.utility.sealing.AskWhatWasDeposited;
import io.gridpact.utility.sealing.DepositLink;
import io.gridpact.utility.sealing.DepositSealings;
import io.gridpact.utility.sealing.DepositsCheck;
import io.gridpact.utility.sealing.LearnDeposits;
import io.gridpact.utility.sealing.MendLists;
import io.gridpact.utility.sealing.NumberAnew;
import io.gridpact.utility.sealing.SendDeposits;
import io.gridpact.utility.sealing.SendMending;
import io.gridpact.utility.sealing.TakeShown;
import io.gridpact.utility.update.UpdatingParts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// One utility on a real database, confirming and sealing, without a server. Its tasks and its outbox are run by hand.
public final class ASealingUtility {

    private final String id;
    private final ASealingNetwork network;
    public final AStoredLedger stored;
    final ConfirmOrder confirmOrder;
    final CountersignOrder countersignOrder;
    final AcceptReceipts acceptReceipts;
    final AcceptPairDigest acceptPairDigest;
    final AcceptSealingProofs acceptProofs;
    final PairBook pairBook;
    final Alarms alarms;
    final AnswerComparison answerComparison;
    final UpdatingParts updating;
    private final EnrolCustomers enrolCustomers;
    private final List<DueTask> tasks = new ArrayList<>();
    private final Map<String, OutboxSender> senders = new HashMap<>();

    ASealingUtility(String id, ASealingNetwork network) {
        this(id, network, AStoredLedger.preparedBy(network.clock));
    }

    private ASealingUtility(String id, ASealingNetwork network, AStoredLedger stored) {
        this.id = id;
        this.network = network;
        this.stored = stored;
        RotatingSigner signer = network.signer(id);
        AMarket.Terms terms = new AMarket.Terms(id, network::mode);
        var links = network.new Links(id);
        OrderJudge judge = new OrderJudge(
                id,
                network::participant,
                terms,
                new PostgresCustomerBook(stored.reader()),
                ANetwork.hpkeKey(id),
                ANetwork.VERIFIER);
        Attester attester = new Attester(id, signer, Salts.secure());
        AskBuyerUtility ask = new AskBuyerUtility(
                stored.ledger(), links, judge, attester, network::participant, ANetwork.VERIFIER, network.clock);
        confirmOrder =
                new ConfirmOrder(id, judge, attester, stored.ledger(), new AUtility.HeldMessages(), ask, network.clock);
        countersignOrder = new CountersignOrder(
                judge, attester, stored.ledger(), network::participant, ANetwork.VERIFIER, network.clock);
        acceptReceipts = new AcceptReceipts(
                stored.ledger(), terms, network::participant, ANetwork.VERIFIER, network.clock, () -> {});
        acceptPairDigest = new AcceptPairDigest(
                id, terms, network::participant, ANetwork.VERIFIER, network.clock, stored.writer(), () -> {});
        acceptProofs = new AcceptSealingProofs(
                id,
                terms,
                network::participant,
                ANetwork.VERIFIER,
                new LogReceipts(network::participant, ANetwork.VERIFIER),
                stored.reader(),
                stored.writer(),
                () -> {});
        pairBook = new PairBook(stored.reader(), signer::signedAnew);
        alarms = new Alarms(stored.reader(), stored.writer());
        TakeShown take = new TakeShown(id, "arbiter", terms, network::participant, ANetwork.VERIFIER, stored.writer());
        answerComparison = new AnswerComparison(stored.reader(), pairBook, take, network.clock);
        enrolCustomers = new EnrolCustomers(id, terms, signer, Salts.secure(), stored.writer());
        tasks(terms, signer);
        sender(ask);
        sender(new DeliverReceipts(stored.reader(), links, stored.writer()));
        sender(new SubmitStatements(
                stored.reader(), stored.writer(), network.arbiterOf(id), () -> {}, signer::signedAnew));
        sender(new ExchangePairDigests(pairBook, links, new NoCheckpoint(), acceptPairDigest, stored.writer()));
        sender(new SendSealingProofs(stored.reader(), links, stored.writer()));
        sender(new SendMending(
                stored.reader(), links, take, alarms, new NumberAnew(declare(signer)), stored.writer(), network.clock));
        DepositLink deposits = network.deposits.of(id);
        sender(new SendDeposits(stored.reader(), deposits, stored.writer(), () -> {}));
        sender(new LearnDeposits(
                id,
                stored.reader(),
                deposits,
                take,
                alarms,
                new EndTrades(stored.writer()),
                stored.writer(),
                () -> {}));
        updating = new UpdatingParts(id, stored, terms, signer, network.clock, network);
        updating.senders().forEach(this::sender);
        stored.writer().start();
    }

    private DeclarePairDigest declare(RotatingSigner signer) {
        return new DeclarePairDigest(id, signer, Salts.secure(), (connection, now) -> now, new Submissions("arbiter"));
    }

    private void tasks(AMarket.Terms terms, RotatingSigner signer) {
        Submissions submissions = new Submissions("arbiter");
        Salts salts = Salts.secure();
        tasks.add(new CloseMinutes(
                id, signer, salts, (connection, now) -> now, stored.reader(), stored.writer(), submissions));
        tasks.add(new CloseGates(id, terms, stored.reader(), stored.writer(), declare(signer)));
        tasks.add(new ConcludeSealing(pairBook, stored.writer()));
        tasks.add(new ShowSealing(id, terms, stored.reader(), stored.writer()));
        tasks.add(new ShowDeposited(id, terms, stored.reader(), stored.writer()));
        tasks.add(new MendLists(stored.reader(), stored.writer()));
        tasks.add(new DepositSealings(
                id, "arbiter", terms, signer, salts, (connection, now) -> now, stored.reader(), stored.writer()));
        tasks.add(new AskWhatWasDeposited("arbiter", stored.reader(), stored.writer()));
        tasks.add(new PassWindows(stored.reader(), stored.writer()));
        tasks.sort(Comparator.comparingInt(DueTask::order));
    }

    private void sender(OutboxSender sender) {
        senders.put(sender.kind(), sender);
    }

    void enrol(String customer, Direction direction, String platform, long limitWh) {
        enrolCustomers.enrol(new EnrolCustomers.Enrolment(
                List.of(customer),
                List.of(new EnrolCustomers.Meter(
                        customer,
                        "meter of " + customer,
                        ANetwork.signer("meter of " + customer).publicKey(),
                        Set.of(direction),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        false)),
                List.of(new EnrolCustomers.Mandate(customer, platform, direction, limitWh)),
                List.of(new EnrolCustomers.Limit(customer, direction, limitWh))));
    }

    public Confirmation confirm(AnOrder order) {
        return confirmOrder.confirm(order.consented(), order.buyerOpening(), order.sellerOpening());
    }

    int runTasks() {
        int done = 0;
        for (DueTask task : tasks) {
            done += task.runDue(network.clock.instant());
        }
        return done;
    }

    /// Offers everything in the outbox once.
    ///
    /// @return how many messages left it
    int sendOutbox() {
        Set<OutboxMessage> before = stored.outbox();
        Map<String, Map<String, List<Digest>>> routes = new HashMap<>();
        before.forEach(message -> routes.computeIfAbsent(message.kind(), kind -> new HashMap<>())
                .computeIfAbsent(message.target(), target -> new ArrayList<>())
                .add(message.subject()));
        routes.forEach((kind, targets) -> targets.forEach((target, subjects) -> {
            try {
                Objects.requireNonNull(senders.get(kind)).send(target, subjects);
            } catch (RefusedException away) {
                // It is offered again in the next round.
            }
        }));
        Set<OutboxMessage> after = stored.outbox();
        return Math.toIntExact(
                before.stream().filter(message -> !after.contains(message)).count());
    }

    Optional<Instant> nextDue() {
        return tasks.stream()
                .flatMap(task -> task.nextDue(network.clock.instant()).stream())
                .min(Instant::compareTo);
    }

    String state(AnOrder order) {
        return stored.ledger()
                .find(order.digest())
                .map(trade -> trade.state().name())
                .orElse("none");
    }

    /// State, revision, quantity and window's hour of a trade.
    String standing(AnOrder order) {
        return stored.database().rows("""
                        select state, revision, quantity_wh,
                            to_char(to_timestamp(window_start / 1000) at time zone 'UTC', 'DD HH24:MI')
                        from trade where order_digest = '\\x%s'""".formatted(order.digest().hex())).getFirst();
    }

    Revision present(AnOrder order) {
        return updating.updates().trade(order.digest()).orElseThrow().revision();
    }

    /// States of a trade's updates, oldest first.
    List<String> updates(AnOrder order) {
        return stored.database()
                .rows("select kind, state from trade_update where order_digest = '\\x%s' order by revision, state"
                        .formatted(order.digest().hex()));
    }

    /// Everything that is used of limits, by account and day.
    List<String> used() {
        return stored.database()
                .rows("select platform, direction, day, used_wh from limit_account where used_wh > 0 order by 1, 2, 3");
    }

    /// `confirmed_at` of a trade, or null.
    List<String> confirmedAt(AnOrder order) {
        return stored.database()
                .rows(
                        "select to_timestamp(confirmed_at / 1000) at time zone 'UTC' from trade where order_digest = '\\x%s'"
                                .formatted(order.digest().hex()));
    }

    /// What is sealed here or further, with both attestations.
    List<String> sealed() {
        return stored.database().rows("""
                select order_digest, seller_attestation_digest, buyer_attestation_digest from trade
                where state in ('SEALED', 'DELIVERED') and peer <> '%s' order by 1""".formatted(id));
    }

    /// What all checkers find.
    List<String> findings() {
        List<String> findings = new ArrayList<>(stored.findings(id));
        findings.addAll(Findings.of(new TradesCheck(
                        who -> network.participant(who).map(Participant::unrevoked),
                        ANetwork.VERIFIER,
                        stored.reader()))
                .rules());
        findings.addAll(Findings.of(updating.check()).rules());
        findings.addAll(Findings.of(ListsChecks.sealed(id, stored.reader())).rules());
        findings.addAll(Findings.of(new DepositsCheck(
                        "arbiter", new LogReceipts(network::participant, ANetwork.VERIFIER), stored.reader()))
                .rules());
        return findings;
    }

    List<String> everything() {
        List<String> everything = new ArrayList<>();
        for (String table : List.of(
                "trade",
                "limit_account",
                "journal_batch",
                "journal_minute",
                "submission",
                "outbox",
                "pair_digest",
                "sealing_deposit",
                "pair_alarm",
                "conflicting_order",
                "closed_window",
                "trade_update",
                "listed_revision")) {
            stored.database()
                    .rows("select md5(t::text) from %s t order by 1".formatted(table))
                    .forEach(row -> everything.add(id + " " + table + " " + row));
        }
        return everything;
    }

    ASealingUtility restarted() {
        return new ASealingUtility(id, network, stored.preparedAgain());
    }

    void close() {
        stored.close();
    }

    private static final class NoCheckpoint implements CheckpointBook {

        @Override
        public String last() {
            return "";
        }

        @Override
        public void keep(ArbiterLink.VerifiedCheckpoint checkpoint) {}
    }
}
