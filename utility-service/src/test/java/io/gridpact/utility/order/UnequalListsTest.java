package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.pairing.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Lists that differ, and peers and arbiters that are away: at rest a trade is sealed in both ledgers or in neither.
class UnequalListsTest {

    private static final Instant START = ANetwork.WINDOW.start();
    private static final Instant LATE = ANetwork.GATE_CLOSURE.minusSeconds(30);

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void a_receipt_that_is_lost_for_good_is_shown_and_both_number_anew() {
        AnOrder first = network.traded(1_000);
        AnOrder second = lateWithoutReceipt();

        network.advanceTo(ANetwork.GATE_CLOSURE.plus(CloseGates.RECEIPTS_MAY_TAKE));

        assertThat(digests(north)).containsExactly("1 2 f", "2 2 t");
        assertThat(digests(south)).containsExactly("1 1 f", "2 2 t");
        assertStates("SEALED", first, second);
        assertAgreed(2);
        assertThat(network.deposits.deposits()).isZero();
    }

    @Test
    void a_trade_whose_answer_was_lost_is_shown_from_the_buyers_journal() {
        network.traded(1_000);
        AnOrder unanswered = withoutAnswer();
        assertThat(north.state(unanswered)).isEqualTo("PENDING");

        network.advanceTo(ANetwork.GATE_CLOSURE.plus(CloseGates.RECEIPTS_MAY_TAKE));

        assertStates("SEALED", unanswered);
        assertThat(digests(north)).containsExactly("1 1 f", "2 2 t");
        assertAgreed(2);
    }

    @Test
    void an_empty_list_is_declared_to_a_peer_whose_list_is_not() {
        AnOrder only = withoutAnswer();

        network.advanceTo(ANetwork.GATE_CLOSURE.plus(CloseGates.RECEIPTS_MAY_TAKE));

        assertThat(digests(north)).containsExactly("1 0 f", "2 1 t");
        assertStates("SEALED", only);
        assertAgreed(1);
    }

    @Test
    void what_a_peer_does_not_take_is_left_out_deposited_and_sealed_all_the_same() {
        AnOrder agreed = network.traded(1_000);
        AnOrder refused = lateWithoutReceipt();
        network.makeStubborn("south");

        network.advanceTo(ANetwork.GATE_CLOSURE.plus(CloseGates.RECEIPTS_MAY_TAKE));
        assertThat(digests(north)).containsExactly("1 2 f", "2 1 t");
        assertStates("SEALED", agreed);
        assertThat(north.state(refused)).isEqualTo("SEALED");
        assertThat(south.state(refused)).isEqualTo("PENDING");
        assertThat(network.deposits.known()).isEqualTo(1);

        network.advanceTo(START);
        assertStates("SEALED", refused);
        assertThat(network.deposits.known()).as("what the arbiter still knows").isZero();
        assertAgreed(2);
        network.advanceTo(ANetwork.WINDOW.end());
        assertStates("DELIVERED", agreed, refused);
        assertThat(south.confirmedAt(refused)).doesNotContain("null").isEqualTo(north.confirmedAt(refused));
    }

    @Test
    void a_peer_that_answers_nothing_finds_the_deposit_when_it_is_back() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.putToSleep("south");

        network.advanceTo(START);
        assertThat(north.state(order)).isEqualTo("SEALED");
        assertThat(south.state(order)).isEqualTo("PENDING");

        network.advanceTo(START.plusSeconds(600));
        network.wake("south");
        network.advanceTo(ANetwork.WINDOW.end());
        assertStates("DELIVERED", order);
        assertThat(south.confirmedAt(order)).doesNotContain("null").isEqualTo(north.confirmedAt(order));
        assertAgreed(1);
    }

    @Test
    void two_that_do_not_reach_each_other_both_deposit() {
        AnOrder order = network.traded(1_000);
        AnOrder unanswered = AnOrder.ofItsOwn().of(2_000);
        network.cutOff("south");
        north.confirm(unanswered);

        network.advanceTo(START);

        assertStates("SEALED", order);
        assertThat(network.deposits.deposits()).isEqualTo(2);
        assertThat(north.state(unanswered)).isEqualTo("VOID");
        network.reconnect("south");
        network.advanceTo(ANetwork.WINDOW.end());
        assertThat(north.stored.outbox())
                .as("late digests are refused and done with")
                .isEmpty();
        assertAgreed(1);
    }

    @Test
    void equal_lists_need_no_arbiter_and_what_one_alone_has_attested_waits_for_it() {
        AnOrder order = network.traded(1_000);
        AnOrder unanswered = AnOrder.ofItsOwn().of(2_000);
        network.cutOff("south");
        north.confirm(unanswered);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.reconnect("south");
        network.arbiter.goDown();

        network.advanceTo(START.plusSeconds(600));
        assertStates("SEALED", order);
        assertThat(north.state(unanswered)).isEqualTo("PENDING");

        network.arbiter.comeBack();
        network.advanceTo(START.plusSeconds(601));
        assertThat(north.state(unanswered)).as("the silence moved the deadline").isEqualTo("PENDING");
        network.advanceTo(START.plusSeconds(601).plus(Duration.ofHours(1)));
        assertThat(north.state(unanswered)).isEqualTo("VOID");
        assertThat(north.stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(1_000);
        assertAgreed(1);
    }

    @Test
    void with_peer_and_arbiter_away_trades_wait_and_are_sealed_when_the_arbiter_is_back() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.arbiter.goDown();
        network.cutOff("south");

        network.advanceTo(START.plusSeconds(1_200));
        assertStates("PENDING", order);

        network.reconnect("south");
        network.settle();
        assertStates("PENDING", order);

        network.advanceTo(START.plusSeconds(1_800));
        network.arbiter.comeBack();
        network.settle();
        assertStates("SEALED", order);
        network.advanceTo(ANetwork.WINDOW.end());
        assertStates("DELIVERED", order);
        assertAgreed(1);
    }

    @Test
    void a_digest_that_arrived_at_one_side_alone_seals_both_once_the_arbiter_has_both() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.arbiter.goDown();
        network.putToSleep("south");
        network.advanceTo(START.minusSeconds(1));
        network.wake("south");
        network.loseAnswersToDigests(true);
        south.runTasks();
        north.sendOutbox();
        south.runTasks();
        assertThat(south.state(order)).isEqualTo("SEALED");
        assertThat(north.state(order)).isEqualTo("PENDING");
        network.cutOff("south");

        network.advanceTo(START.plusSeconds(900));
        assertThat(north.state(order)).isEqualTo("PENDING");
        network.reconnect("south");
        north.stored.database().execute("delete from outbox where kind = 'SEALING_DEPOSIT'");
        network.arbiter.comeBack();
        network.advanceTo(START.plusSeconds(1_000));
        assertStates("SEALED", order);
        assertThat(digests(north)).containsExactly("1 1 t");
        assertAgreed(1);
    }

    @Test
    void two_digests_under_one_number_are_an_alarm_and_the_first_counts() {
        network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE);

        assertRefused(Reason.EQUIVOCATION, () -> north.acceptPairDigest.accept("south", digest("south", 1, "other")));

        assertThat(alarms()).containsExactly("TWO_DIGESTS south SEALED 1");
        assertThat(digests(north)).containsExactly("1 1 t");
    }

    @Test
    void a_signature_that_is_not_the_peers_is_an_alarm_raised_once() {
        Envelope signed = digest("south", 1, "any");
        Envelope forged = Envelopes.sign(signed.payloadType(), signed.payload(), ANetwork.signer("east"));

        assertRefused(Reason.SIGNATURE_INVALID, () -> north.acceptPairDigest.accept("south", forged));
        assertRefused(Reason.SIGNATURE_INVALID, () -> north.acceptPairDigest.accept("south", forged));

        assertThat(alarms()).containsExactly("BAD_SIGNATURE south SEALED 1");
    }

    @Test
    void an_answer_under_another_number_is_an_alarm_and_under_the_same_none() {
        Envelope own = digest("north", 1, "own");
        north.acceptPairDigest.answer("south", own, digest("south", 1, "any"));
        assertThat(alarms()).isEmpty();

        north.acceptPairDigest.answer("south", own, digest("south", 2, "any"));

        assertThat(alarms()).containsExactly("OTHER_KEY south SEALED 2");
    }

    @Test
    void who_sends_another_number_first_is_asked_for_the_one_before() {
        network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.putToSleep("south");
        network.advanceTo(ANetwork.GATE_CLOSURE);
        // Ours has arrived, and there was nothing to answer yet.
        north.stored.database().execute("delete from outbox where kind = 'PAIR_DIGEST'");

        north.acceptPairDigest.accept("south", digest("south", 2, "any"));

        String asked = "select count(*) from outbox where kind = 'PAIR_DIGEST' and target = 'south'";
        assertThat(north.stored.reader().list(asked, query -> {}, row -> row.getLong(1)))
                .containsExactly(1L);
    }

    @Test
    void a_copied_digest_binds_whoever_signed_it_and_nobody_else() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.putToSleep("south");
        network.advanceTo(ANetwork.GATE_CLOSURE);
        Digest copied = Digest.of(north.stored
                .reader()
                .list("select own_digest from pair_digest", query -> {}, row -> row.getBytes(1))
                .getFirst());

        // South's name under north's own envelope, or north's digest under another number, agree to nothing.
        Envelope own = north.pairBook
                .own(new io.gridpact.utility.pairing.PairKey("south", START, PairStage.SEALED, 1))
                .orElseThrow();
        assertRefused(Reason.INVALID_PROOF, () -> north.acceptPairDigest.accept("south", own));
        north.acceptPairDigest.accept("south", digest("south", 2, copied));
        north.runTasks();
        assertThat(north.state(order)).isEqualTo("PENDING");

        // Signed under the same number it is south's word, whatever south holds.
        north.acceptPairDigest.accept("south", digest("south", 1, copied));
        north.runTasks();
        assertThat(north.state(order)).isEqualTo("SEALED");
    }

    @Test
    void what_is_shown_or_declared_after_the_window_has_begun_counts_no_longer() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.arbiter.goDown();
        network.cutOff("south");
        network.advanceTo(START);

        assertRefused(Reason.WINDOW_CLOSED, () -> north.acceptPairDigest.accept("south", digest("south", 1, "any")));
        assertRefused(Reason.WINDOW_CLOSED, () -> north.answerComparison.show("south", START, 1, List.of(), List.of()));
        assertStates("PENDING", order);
        assertThat(alarms()).isEmpty();
    }

    @Test
    void a_list_that_is_not_the_signed_one_is_an_alarm_and_its_trades_are_deposited() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.putToSleep("south");
        network.advanceTo(ANetwork.GATE_CLOSURE);
        north.acceptPairDigest.accept("south", digest("south", 1, "of a list that south does not hold"));
        network.wake("south");

        network.advanceTo(START);

        assertThat(alarms()).contains("LIST_DENIED south SEALED 1");
        assertStates("SEALED", order);
    }

    /// Confirmed when its minute is not logged before the gate any more; the receipt never arrives.
    private AnOrder lateWithoutReceipt() {
        network.advanceTo(LATE);
        network.loseReceipts(true);
        AnOrder order = AnOrder.ofItsOwn().of(3_000).made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(order);
        return order;
    }

    private AnOrder withoutAnswer() {
        network.loseAnswers(true);
        AnOrder order = AnOrder.ofItsOwn().of(3_000);
        north.confirm(order);
        return order;
    }

    private Envelope digest(String utility, long number, String agreed) {
        return digest(utility, number, Hash.sha256(Hash.utf8(agreed)));
    }

    private Envelope digest(String utility, long number, Digest agreed) {
        byte[] payload = StatementWire.pairDigestPayload(
                utility,
                utility.equals("south") ? "north" : "south",
                START,
                PairStage.SEALED,
                number,
                agreed,
                network.clock.instant(),
                ANetwork.salt("digest " + agreed.hex()));
        return Envelopes.sign(PairDigest.PAYLOAD_TYPE, payload, ANetwork.signer(utility));
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().reason())
                .isEqualTo(reason));
    }

    private void assertStates(String state, AnOrder... orders) {
        for (AnOrder order : orders) {
            assertThat(List.of(north.state(order), south.state(order))).containsOnly(state);
        }
    }

    /// Both ledgers hold the same sealed trades, limits are those of live trades, and no checker finds anything.
    private void assertAgreed(int sealed) {
        assertThat(north.sealed()).hasSize(sealed).isEqualTo(south.sealed());
        assertThat(north.findings()).isEmpty();
        assertThat(south.findings()).isEmpty();
    }

    private List<String> alarms() {
        return north.alarms.after(0, 10).stream()
                .map(Alarm.Raised::alarm)
                .map(alarm -> alarm.kind() + " " + alarm.key().peer() + " "
                        + alarm.key().stage() + " " + alarm.key().number())
                .toList();
    }

    private static List<String> digests(ASealingUtility utility) {
        return utility.stored.database().rows("""
                select number, trades, concluded from pair_digest
                where peer <> 'self' and own_digest is not null order by number""");
    }
}
