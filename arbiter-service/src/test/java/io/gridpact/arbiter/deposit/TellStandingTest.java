package io.gridpact.arbiter.deposit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.arbiter.log.FlagBell;
import io.gridpact.arbiter.log.LogMeters;
import io.gridpact.arbiter.log.MemberClocks;
import io.gridpact.arbiter.log.Notary;
import io.gridpact.arbiter.log.PostgresLogStore;
import io.gridpact.arbiter.log.Sequencer;
import io.gridpact.arbiter.log.SubmitStatements;
import io.gridpact.arbiter.member.InMemoryMemberStore;
import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.network.ADatabase;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StandingWire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the arbiter says of silent and late sides, from a real log.
class TellStandingTest {

    private static final DeliveryWindow WINDOW = DeliveryWindow.startingAt(AStatement.WINDOW, Duration.ofHours(1));
    private static final AParty NORTH = AParty.utility("north");
    private static final AParty SOUTH = AParty.utility("south");
    private static final AParty EAST = AParty.utility("east");
    private static final AParty ARBITER = AParty.utility("arbiter");

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
    private final TellStanding tell = new TellStanding(
            "arbiter",
            ARBITER.signer(),
            () -> new byte[16],
            members::profile,
            new StandingStore(database.dataSource()),
            new DepositStore(database.dataSource()));

    @BeforeEach
    void everybodyIsKnown() {
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
        sequencer.close();
    }

    @Test
    void a_side_without_a_sheet_root_is_not_due_then_overdue_then_silent() {
        StatusDeadlines due = StatusDeadlines.unmoved(Deadlines.DEFAULT, WINDOW);
        moveInSteps(due.sellerStatus().minusMillis(1));
        assertThat(told("south", Direction.INJECTION).punctuality()).isEqualTo(Punctuality.NOT_DUE);
        moveInSteps(due.sellerStatus().plusSeconds(60));
        SheetStanding overdue = told("south", Direction.INJECTION);
        assertThat(overdue.punctuality()).isEqualTo(Punctuality.OVERDUE);
        assertThat(overdue.deadlines()).isEqualTo(due);
        assertThat(told("south", Direction.CONSUMPTION).punctuality()).isEqualTo(Punctuality.NOT_DUE);
        moveInSteps(due.buyerStatus().plusSeconds(60));
        assertThat(told("south", Direction.INJECTION).punctuality()).isEqualTo(Punctuality.SILENT);
        assertThat(told("south", Direction.CONSUMPTION).punctuality()).isEqualTo(Punctuality.SILENT);
    }

    @Test
    void a_sheet_root_is_told_once_a_checkpoint_stands_behind_it() {
        moveInSteps(WINDOW.end().plus(Duration.ofMinutes(90)));
        submit.submit("north", List.of(AStatement.sheetRoot(NORTH, Direction.INJECTION, 1, clock.instant())));
        assertThat(told("south", Direction.INJECTION).roots()).isEmpty();

        moveInSteps(clock.instant().plus(Duration.ofMinutes(1)));

        assertThat(told("south", Direction.INJECTION).roots()).hasSize(1);
        assertThat(told("north", Direction.INJECTION).punctuality()).isEqualTo(Punctuality.ON_TIME);
    }

    @Test
    void a_second_sheet_root_without_the_first_is_as_if_there_were_none() {
        StatusDeadlines due = StatusDeadlines.unmoved(Deadlines.DEFAULT, WINDOW);
        moveInSteps(due.sellerStatus());
        submit.submit("north", List.of(AStatement.sheetRoot(NORTH, Direction.CONSUMPTION, 2, clock.instant())));
        moveInSteps(due.buyerStatus().plusSeconds(60));

        SheetStanding standing = told("south", Direction.CONSUMPTION);
        assertThat(standing.roots()).isEmpty();
        assertThat(standing.punctuality()).isEqualTo(Punctuality.SILENT);

        submit.submit("north", List.of(AStatement.sheetRoot(NORTH, Direction.CONSUMPTION, 1, clock.instant())));
        moveInSteps(clock.instant().plusSeconds(120));
        assertThat(told("south", Direction.CONSUMPTION).roots()).hasSize(2);
        assertThat(told("south", Direction.CONSUMPTION).punctuality()).isEqualTo(Punctuality.SILENT);
    }

    @Test
    void a_silence_over_a_deadline_moves_it_and_all_later_ones_by_as_much() {
        StatusDeadlines due = StatusDeadlines.unmoved(Deadlines.DEFAULT, WINDOW);
        moveInSteps(due.sellerStatus().minusSeconds(120));
        Instant back = due.sellerStatus().plus(Duration.ofMinutes(30));
        clock.moveTo(back);
        sequencer.runDue();

        Duration moved = Duration.ofMinutes(90);
        SheetStanding standing = told("south", Direction.INJECTION);
        assertThat(standing.punctuality()).isEqualTo(Punctuality.NOT_DUE);
        assertThat(standing.deadlines())
                .isEqualTo(new StatusDeadlines(
                        due.sellerStatus().plus(moved),
                        due.buyerStatus().plus(moved),
                        due.settlement().plus(moved)));
    }

    @Test
    void whoever_has_no_pair_digest_with_a_utility_is_told_nothing_of_it() {
        assertThatThrownBy(() -> told("east", Direction.INJECTION))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_REQUEST);
                    assertThat(refused.refusal().field()).isEqualTo("utility");
                });
        assertThat(told("north", Direction.INJECTION).roots()).isEmpty();
    }

    private SheetStanding told(String caller, Direction direction) {
        Envelope envelope = tell.tell(caller, "north", direction, WINDOW.start());
        assertThat(verifier.verify(
                        ARBITER.signer().publicKey(),
                        envelope,
                        envelope.signatures().getFirst()))
                .isTrue();
        return StandingWire.parse(envelope, Fields.of(Reason.INVALID_PROOF));
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
