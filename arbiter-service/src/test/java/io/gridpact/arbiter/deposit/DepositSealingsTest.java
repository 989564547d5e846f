package io.gridpact.arbiter.deposit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.arbiter.log.CheckLog;
import io.gridpact.arbiter.log.FlagBell;
import io.gridpact.arbiter.log.LogMeters;
import io.gridpact.arbiter.log.LogStore;
import io.gridpact.arbiter.log.MemberClocks;
import io.gridpact.arbiter.log.Notary;
import io.gridpact.arbiter.log.PostgresLogStore;
import io.gridpact.arbiter.log.Sequencer;
import io.gridpact.arbiter.log.SubmitOutcome;
import io.gridpact.arbiter.log.SubmitStatements;
import io.gridpact.arbiter.member.InMemoryMemberStore;
import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.network.ADatabase;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.ASealedTrade;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.sealing.SealingRules;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Deposits on a real database: what is believed, until when, and what is kept of it.
class DepositSealingsTest {

    private static final Instant START = AStatement.WINDOW;
    private static final Instant GATE_CLOSURE = START.minus(Duration.ofMinutes(15));
    private static final AParty NORTH = AParty.utility("north");
    private static final AParty SOUTH = AParty.utility("south");
    private static final AParty EAST = AParty.utility("east");

    private final ADatabase database = ADatabase.migrated();
    private final NodeClock clock = NodeClock.frozen(GATE_CLOSURE);
    private final SignatureVerifier verifier = new SignatureVerifier();
    private final LogStore logStore = new PostgresLogStore(database.dataSource());
    private final DepositStore store = new DepositStore(database.dataSource());
    private final Members members = new Members(new InMemoryMemberStore(), verifier, clock);
    private final Notary notary =
            new Notary("arbiter", AParty.utility("arbiter").signer(), () -> new byte[16]);
    private final LogMeters meters = new LogMeters(new SimpleMeterRegistry());
    private final Sequencer sequencer =
            new Sequencer(logStore, notary, clock, members::profile, new FlagBell(), meters);
    private final DepositSealings deposit =
            new DepositSealings("arbiter", members::participant, members::profile, verifier, store, sequencer, clock);
    private final TellDeposits tell = new TellDeposits(store, sequencer, clock);

    @BeforeEach
    void everybodyIsKnown() {
        members.load();
        for (AParty party : List.of(NORTH, SOUTH, EAST, ASealedTrade.HELIO, ASealedTrade.SUNBIRD)) {
            members.put(party.descriptor());
        }
        members.putProfile(AStatement.profile(NORTH));
        sequencer.start();
        sequencer.runDue();
    }

    @AfterEach
    void close() {
        sequencer.close();
    }

    @Test
    void a_proof_that_holds_is_logged_and_shown_to_the_other_side_until_it_has_it() {
        SealingProof proof = ASealedTrade.receipted(1);
        Envelope statement = ASealedTrade.deposit(NORTH, SOUTH, proof, "one");

        List<SubmitOutcome> first = deposit.deposit("north", List.of(made(statement, proof)));
        List<SubmitOutcome> again = deposit.deposit("north", List.of(made(statement, proof)));

        assertThat(receipt(first.getFirst())).isEqualTo(receipt(again.getFirst()));
        TellDeposits.Told told = tell.tell("south", "north", START, -1);
        assertThat(told.deposits()).hasSize(1);
        assertThat(told.deposits().getFirst().proof()).isNotNull();
        assertThat(told.decided()).isFalse();
        assertThat(tell.tell("east", "north", START, -1).deposits()).isEmpty();

        tell.acknowledge("east", List.of(told.deposits().getFirst().leafIndex()));
        assertThat(proofsKept()).as("somebody else acknowledges").isEqualTo(1);
        tell.acknowledge("south", List.of(told.deposits().getFirst().leafIndex()));
        assertThat(proofsKept()).isZero();
        assertThat(tell.tell("south", "north", START, -1).deposits()).hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void another_statement_for_the_same_trade_is_equivocation_and_the_first_is_kept() {
        SealingProof proof = ASealedTrade.receipted(1);
        deposit.deposit("north", List.of(made(ASealedTrade.deposit(NORTH, SOUTH, proof, "one"), proof)));

        SubmitOutcome second = deposit.deposit(
                        "north", List.of(made(ASealedTrade.deposit(NORTH, SOUTH, proof, "other"), proof)))
                .getFirst();

        assertThat(refusal(second).reason()).isEqualTo(Reason.EQUIVOCATION);
        assertThat(tell.tell("south", "north", START, -1).deposits()).hasSize(1);
    }

    @Test
    void what_does_not_hold_is_refused_and_holds_up_no_other() {
        SealingProof good = ASealedTrade.receipted(1);
        SealingProof other = ASealedTrade.receipted(2);
        SealingProof forged = ASealedTrade.receipted(3, SOUTH);

        List<SubmitOutcome> outcomes = deposit.deposit(
                "north",
                List.of(
                        made(ASealedTrade.deposit(NORTH, SOUTH, forged, "forged"), forged),
                        made(ASealedTrade.deposit(NORTH, SOUTH, other, "another leaf"), good),
                        made(ASealedTrade.deposit(SOUTH, NORTH, other, "not the callers"), other),
                        made(ASealedTrade.deposit(NORTH, EAST, other, "of another pair"), other),
                        made(ASealedTrade.deposit(NORTH, SOUTH, good, "good"), good)));

        assertThat(refusal(outcomes.get(0)).reason()).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusal(outcomes.get(1)).field()).isEqualTo("deposit.payload.leaf");
        assertThat(refusal(outcomes.get(2)).field()).isEqualTo("deposit.signatures");
        assertThat(refusal(outcomes.get(3)).field()).isEqualTo("deposit.payload.peer");
        assertThat(outcomes.get(4)).isInstanceOf(SubmitOutcome.Receipted.class);
        assertThat(database.number("select count(*) from sealing_deposit")).isEqualTo(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void from_the_windows_start_nothing_more_is_taken_and_that_is_told() {
        moveInSteps(START.minusMillis(1));
        SealingProof last = ASealedTrade.receipted(1);
        deposit.deposit("north", List.of(made(ASealedTrade.deposit(NORTH, SOUTH, last, "last"), last)));

        clock.moveTo(START);
        SealingProof late = ASealedTrade.receipted(2);
        SubmitOutcome outcome = deposit.deposit(
                        "north", List.of(made(ASealedTrade.deposit(NORTH, SOUTH, late, "late"), late)))
                .getFirst();

        assertThat(refusal(outcome).reason()).isEqualTo(Reason.WINDOW_CLOSED);
        TellDeposits.Told told = tell.tell("south", "north", START, -1);
        assertThat(told.decided()).isTrue();
        assertThat(told.deposits()).hasSize(1);
        assertThat(database.number("select count(*) from sealing_deposit")).isEqualTo(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_silence_over_the_windows_start_moves_the_deadline_to_an_hour_after_it() {
        moveInSteps(START.minusSeconds(120));
        Instant back = START.plus(Duration.ofMinutes(20));
        clock.moveTo(back);
        sequencer.runDue();

        SealingProof proof = ASealedTrade.receipted(1);
        SubmitOutcome outcome = deposit.deposit(
                        "north", List.of(made(ASealedTrade.deposit(NORTH, SOUTH, proof, "in time"), proof)))
                .getFirst();
        TellDeposits.Told told = tell.tell("south", "north", START, -1);

        assertThat(outcome).isInstanceOf(SubmitOutcome.Receipted.class);
        assertThat(told.decided()).isFalse();
        assertThat(told.decidedAt()).isEqualTo(back.plus(Duration.ofHours(1)));
        clock.moveTo(told.decidedAt());
        assertThat(tell.tell("south", "north", START, -1).decided()).isTrue();
    }

    @Test
    void equal_digests_that_were_logged_in_time_are_told_and_later_ones_are_not() {
        SubmitStatements submit = new SubmitStatements(
                members::participant, members::profile, verifier, clock, new MemberClocks(clock), sequencer, meters);
        for (AParty party : List.of(NORTH, SOUTH)) {
            submit.submit(party.id(), List.of(digest(party, 1, party.id()), digest(party, 2, "same")));
        }
        assertThat(tell.tell("north", "south", START, -1).matchedNumber()).isEqualTo(2);

        moveInSteps(START);
        for (AParty party : List.of(NORTH, SOUTH)) {
            submit.submit(party.id(), List.of(digest(party, 3, "late")));
        }
        assertThat(tell.tell("south", "north", START, -1).matchedNumber()).isEqualTo(2);
    }

    @Test
    void a_deposit_is_not_taken_without_its_proof() {
        SubmitStatements submit = new SubmitStatements(
                members::participant, members::profile, verifier, clock, new MemberClocks(clock), sequencer, meters);

        SubmitOutcome outcome = submit.submit(
                        "north", List.of(ASealedTrade.deposit(NORTH, SOUTH, ASealedTrade.receipted(1), "alone")))
                .getFirst();

        assertThat(refusal(outcome).field()).isEqualTo("payload_type");
    }

    @Test
    void a_deposit_that_lost_its_row_or_whose_proof_was_changed_is_found() {
        SealingProof proof = ASealedTrade.receipted(1);
        SealingProof other = ASealedTrade.receipted(2);
        deposit.deposit(
                "north",
                List.of(
                        made(ASealedTrade.deposit(NORTH, SOUTH, proof, "one"), proof),
                        made(ASealedTrade.deposit(NORTH, SOUTH, other, "two"), other)));
        assertThat(findings()).isEmpty();

        database.execute("""
                update sealing_deposit d set proof = (select o.proof from sealing_deposit o
                    where o.submission_key <> d.submission_key)""");
        assertThat(findings()).containsExactly("deposit-proof-holds", "deposit-proof-holds");
        database.execute("delete from sealing_deposit");
        assertThat(findings()).containsExactly("every-logged-deposit-is-kept");
    }

    /// With a checkpoint each time, as an arbiter that is there signs them.
    private void moveInSteps(Instant to) {
        Instant next = clock.instant();
        while (next.isBefore(to)) {
            next = next.plus(Duration.ofMinutes(5));
            clock.moveTo(next.isAfter(to) ? to : next);
            sequencer.runDue();
        }
    }

    private static Deposit made(Envelope statement, SealingProof proof) {
        Fields at = Fields.of(Reason.INVALID_PROOF);
        return new Deposit(StatementWire.sealingDeposit(statement, at), statement, proof);
    }

    private static Envelope digest(AParty utility, long number, String agreed) {
        return AStatement.pairDigest(
                utility, utility.equals(NORTH) ? SOUTH : NORTH, PairStage.SEALED, number, agreed, GATE_CLOSURE);
    }

    private static byte[] receipt(SubmitOutcome outcome) {
        return ((SubmitOutcome.Receipted) outcome).receipt();
    }

    private static Refusal refusal(SubmitOutcome outcome) {
        return ((SubmitOutcome.Refused) outcome).refusal();
    }

    private long proofsKept() {
        return database.number("select count(*) from sealing_deposit where proof is not null");
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        CheckLog log = new CheckLog(logStore, notary, verifier, members::history, members::profile, clock);
        new CheckDeposits(
                        log,
                        store,
                        new SealingRules("arbiter", members::participant, verifier),
                        members::profile,
                        new CheckClaims(
                                new ClaimStore(database.dataSource()),
                                new StatusEvidenceRules("arbiter", members::participant, verifier),
                                members::profile))
                .check(new StoreChecker.Sink() {
                    @Override
                    public void finding(String rule, String subject, String detail) {
                        findings.add(rule);
                    }

                    @Override
                    public void checked(String what, long count) {}
                });
        return findings;
    }
}
