package io.gridpact.arbiter.deposit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.log.FlagBell;
import io.gridpact.arbiter.log.LogMeters;
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
import io.gridpact.arbiter.network.AShownStatus;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.settlement.StatusStanding.Verdict;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.status.v1.ShownStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Claims for statuses and what answers them, over a real log: who claims what does not exist, answers with something
/// else, for another or too late gains nothing.
class ClaimedStatusesTest {

    private static final Fields SENT = Fields.of(Reason.INVALID_PROOF);
    private static final DeliveryWindow WINDOW = DeliveryWindow.startingAt(AStatement.WINDOW, Duration.ofHours(1));
    private static final StatusDeadlines DUE = StatusDeadlines.unmoved(Deadlines.DEFAULT, WINDOW);
    private static final Instant CLAIMED = DUE.sellerStatus().plus(Duration.ofMinutes(15));
    private static final Instant ANSWERED = CLAIMED.plus(Duration.ofMinutes(30));
    private static final AParty NORTH = AParty.utility("north");
    private static final AParty SOUTH = AParty.utility("south");
    private static final AParty EAST = AParty.utility("east");
    private static final AParty ARBITER = new AParty(ParticipantRole.ARBITER, "arbiter", "", NORTH.tlsKeyPin(), 1);
    private static final AShownStatus TRADE = new AShownStatus(NORTH, "one", 4_000);

    private final ADatabase database = ADatabase.migrated();
    private final NodeClock clock = NodeClock.frozen(WINDOW.start().minus(Duration.ofMinutes(10)));
    private final SignatureVerifier verifier = new SignatureVerifier();
    private final Members members = new Members(new InMemoryMemberStore(), verifier, clock);
    private final LogMeters meters = new LogMeters(new SimpleMeterRegistry());
    private final Sequencer sequencer = new Sequencer(
            new PostgresLogStore(database.dataSource()),
            new Notary("arbiter", ARBITER.signer(), () -> new byte[16]),
            clock,
            members::profile,
            new FlagBell(),
            meters);
    private final SubmitStatements submit = new SubmitStatements(
            members::participant, members::profile, verifier, clock, new MemberClocks(clock), sequencer, meters);
    private final Function<String, Optional<Participant>> directory =
            id -> id.equals(ARBITER.id()) ? Optional.of(ARBITER.participant()) : members.participant(id);
    private final StatusEvidenceRules rules = new StatusEvidenceRules("arbiter", directory, verifier);
    private final ClaimStore store = new ClaimStore(database.dataSource());
    private final StandingStore standings = new StandingStore(database.dataSource());
    private final ClaimDeadlines deadlines = new ClaimDeadlines(new DepositStore(database.dataSource()));
    private final SignStandings sign = new SignStandings("arbiter", ARBITER.signer(), () -> new byte[16]);
    private final ClaimStatuses claim =
            new ClaimStatuses(members::participant, members::profile, verifier, standings, deadlines, store, clock);
    private final DepositStatus deposit = new DepositStatus(members::profile, rules, deadlines, store, sign, clock);
    private final TellClaims tell = new TellClaims(members::profile, standings, deadlines, store, sign);

    @BeforeEach
    void northHasSoldAndLogsItsSheetRootInTime() {
        members.load();
        List.of(NORTH, SOUTH, EAST).forEach(party -> members.put(party.descriptor()));
        members.putProfile(AStatement.profile(NORTH));
        sequencer.start();
        sequencer.runDue();
        submit.submit(
                "south", List.of(AStatement.pairDigest(SOUTH, NORTH, PairStage.SEALED, 1, "agreed", clock.instant())));
    }

    @AfterEach
    void close() {
        assertThat(findings()).isEmpty();
        sequencer.close();
    }

    @Test
    void a_claim_is_answered_handed_over_and_forgotten() {
        ShownStatus shown = shown();
        moveInSteps(CLAIMED);
        Digest claimed = claimed(SOUTH, TRADE);

        Envelope standing = deposit.deposit("north", claimed, shown.toByteArray());

        assertThat(read(standing).verdict()).isEqualTo(Verdict.SHOWN);
        assertThat(read(standing).status())
                .contains(EnvelopeWire.fromMessage(shown.getStatus(), SENT).digest());
        StoredClaim told = told("south").claims().getFirst();
        assertThat(told.evidence()).isEqualTo(shown.toByteArray());
        assertThat(deposit.deposit("north", claimed, shown.toByteArray())).isEqualTo(standing);
        assertThat(claimed(SOUTH, TRADE)).isEqualTo(claimed);
        tell.acknowledge("east", List.of(claimed));
        assertThat(evidenceKept()).isEqualTo(1);
        tell.acknowledge("south", List.of(claimed));
        assertThat(evidenceKept()).isZero();
        assertThat(told("south").claims()).hasSize(1);
    }

    @Test
    void what_nobody_answers_is_decided_once_and_what_comes_later_changes_nothing() {
        ShownStatus shown = shown();
        moveInSteps(CLAIMED);
        Digest claimed = claimed(SOUTH, TRADE);
        moveInSteps(ANSWERED.minusSeconds(60));
        assertThat(told("south").claims().getFirst().standing()).isNull();
        moveInSteps(ANSWERED);

        byte[] word = requireNonNull(told("south").claims().getFirst().standing());

        assertThat(read(EnvelopeWire.parse(word, SENT)).verdict()).isEqualTo(Verdict.UNANSWERED);
        refused(Reason.WINDOW_CLOSED, () -> deposit.deposit("north", claimed, shown.toByteArray()));
        assertThat(told("north").claims().getFirst().standing()).isEqualTo(word);
    }

    @Test
    void what_does_not_hold_is_refused_at_once_and_may_be_mended_until_it_is_due() {
        ShownStatus shown = shown();
        moveInSteps(CLAIMED);
        Digest claimed = claimed(SOUTH, TRADE);

        for (ShownStatus wrong : List.of(
                shown.toBuilder()
                        .setTerms(shown.getTerms().toBuilder().setQuantityWh(3_999))
                        .build(),
                shown.toBuilder()
                        .setTerms(shown.getTerms().toBuilder().setCapWh(0))
                        .build(),
                shown.toBuilder().clearMeter().build(),
                shown.toBuilder().setStatus(shown.getHeader().getSheetRoot()).build(),
                new AShownStatus(NORTH, "another", 4_000)
                        .shown(
                                EnvelopeWire.fromMessage(shown.getHeader().getSheetRoot(), SENT),
                                EnvelopeWire.fromMessage(shown.getHeader().getLogReceipt(), SENT)))) {
            refused(Reason.INVALID_PROOF, () -> deposit.deposit("north", claimed, wrong.toByteArray()));
        }
        refused(Reason.INVALID_PROOF, () -> deposit.deposit("north", claimed, new byte[] {1, 2, 3}));

        assertThat(read(deposit.deposit("north", claimed, shown.toByteArray())).verdict())
                .isEqualTo(Verdict.SHOWN);
    }

    @Test
    void garbage_alone_is_invalid_when_it_is_due() {
        moveInSteps(CLAIMED);
        Digest claimed = claimed(SOUTH, TRADE);
        refused(Reason.INVALID_PROOF, () -> deposit.deposit("north", claimed, new byte[] {1, 2, 3}));
        moveInSteps(ANSWERED);

        byte[] word = requireNonNull(told("south").claims().getFirst().standing());

        assertThat(read(EnvelopeWire.parse(word, SENT)).verdict()).isEqualTo(Verdict.INVALID);
    }

    @Test
    void nobody_answers_for_another_nor_claims_in_its_name() {
        ShownStatus shown = shown();
        moveInSteps(CLAIMED);
        Digest claimed = claimed(SOUTH, TRADE);

        refused(Reason.INVALID_REQUEST, () -> deposit.deposit("east", claimed, shown.toByteArray()));
        assertThat(outcome("east", TRADE.claim(SOUTH, Direction.INJECTION))).contains(Reason.SIGNATURE_INVALID);
        assertThat(outcome("east", TRADE.claim(EAST, Direction.INJECTION))).contains(Reason.INVALID_REQUEST);
        assertThat(tell.tell("east", "north", WINDOW.start(), 0).claims()).isEmpty();
    }

    @Test
    void what_is_claimed_early_or_late_counts_for_nothing() {
        Envelope ofSeller = TRADE.claim(SOUTH, Direction.INJECTION);
        moveInSteps(CLAIMED.minusMillis(1));
        assertThat(outcome("south", ofSeller)).contains(Reason.UNAVAILABLE);
        moveInSteps(DUE.buyerStatus().minus(Duration.ofMinutes(30)));
        assertThat(outcome("south", ofSeller)).contains(Reason.WINDOW_CLOSED);
        assertThat(told("south").sellersDecided()).isFalse();

        moveInSteps(DUE.buyerStatus().plusSeconds(60));

        assertThat(told("south").sellersDecided()).isTrue();
        assertThat(told("south").buyersDecided()).isFalse();
    }

    @Test
    void a_silence_of_the_arbiter_moves_what_is_due() {
        moveInSteps(CLAIMED);
        Digest claimed = claimed(SOUTH, TRADE);
        ShownStatus shown = shown();
        clock.moveTo(ANSWERED.plus(Duration.ofMinutes(20)));
        sequencer.runDue();

        assertThat(told("south").claims().getFirst().standing()).isNull();
        assertThat(read(deposit.deposit("north", claimed, shown.toByteArray())).verdict())
                .isEqualTo(Verdict.SHOWN);
    }

    @Test
    void what_nobody_fetches_is_forgotten_when_evidence_is_due_no_more() {
        ShownStatus shown = shown();
        moveInSteps(CLAIMED);
        deposit.deposit("north", claimed(SOUTH, TRADE), shown.toByteArray());
        clock.moveTo(WINDOW.start().plus(TellClaims.KEPT).plusSeconds(60));
        sequencer.runDue();

        told("south");

        assertThat(evidenceKept()).isZero();
    }

    private ShownStatus shown() {
        Envelope root = TRADE.sheetRoot(clock.instant());
        SubmitOutcome logged = submit.submit("north", List.of(root)).getFirst();
        byte[] receipt = ((SubmitOutcome.Receipted) logged).receipt();
        return TRADE.shown(root, EnvelopeWire.parse(receipt, SENT));
    }

    private Digest claimed(AParty claimant, AShownStatus trade) {
        Envelope envelope = trade.claim(claimant, Direction.INJECTION);
        assertThat(outcome(claimant.id(), envelope)).isEmpty();
        return envelope.digest();
    }

    private Optional<Reason> outcome(String caller, Envelope envelope) {
        return claim.claim(caller, List.of(envelope)).getFirst().map(Refusal::reason);
    }

    private TellClaims.Told told(String caller) {
        return tell.tell(caller, caller.equals("south") ? "north" : "south", WINDOW.start(), 0);
    }

    private StatusStanding read(Envelope standing) {
        assertThat(verifier.verify(
                        ARBITER.signer().publicKey(),
                        standing,
                        standing.signatures().getFirst()))
                .isTrue();
        return StatusClaimWire.standing(standing, SENT);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason())
                .isEqualTo(reason));
    }

    private long evidenceKept() {
        return database.number("select count(*) from status_claim where evidence is not null");
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        new CheckClaims(store, rules, members::profile).check(new StoreChecker.Sink() {
            @Override
            public void finding(String rule, String subject, String detail) {
                findings.add(rule + " " + subject);
            }

            @Override
            public void checked(String what, long count) {}
        });
        return findings;
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
}
