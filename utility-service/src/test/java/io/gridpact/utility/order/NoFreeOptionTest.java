package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.pairing.Alarm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A side that would rather decide later whether it has a trade: by keeping back what it owes, by answering twice, or
/// by listing what it cannot prove (PROTOCOL.md, section 5). When energy flows, it is decided for both alike.
class NoFreeOptionTest {

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
    void a_buyers_utility_that_keeps_back_answer_and_journal_until_the_gate_has_closed_has_no_trade() {
        AnOrder order = withoutAnswer();
        network.putToSleep("south");
        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));

        network.wake("south");
        network.loseAnswers(false);
        network.advanceTo(START);

        assertEnded(order);
    }

    @Test
    void a_buyers_utility_that_logged_in_time_and_waits_for_the_window_to_show_it_has_no_trade() {
        AnOrder order = withoutAnswer();
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.putToSleep("south");
        network.advanceTo(START.plusSeconds(60));
        assertThat(north.state(order)).isEqualTo("VOID");

        network.wake("south");
        network.advanceTo(ANetwork.WINDOW.end());

        assertEnded(order);
    }

    @Test
    void a_sellers_utility_that_keeps_the_receipt_back_until_the_window_begins_has_no_trade() {
        AnOrder order = lateWithoutReceipt();
        network.putToSleep("north");
        network.advanceTo(START);
        assertThat(south.state(order)).isEqualTo("VOID");

        network.wake("north");
        network.loseReceipts(false);
        network.advanceTo(ANetwork.WINDOW.end());

        assertEnded(order);
        assertThat(network.deposits.deposits()).isZero();
    }

    @Test
    void a_sellers_utility_that_keeps_the_receipt_back_cannot_undo_what_was_logged_before_the_gate() {
        network.loseReceipts(true);
        AnOrder order = AnOrder.ofItsOwn();
        north.confirm(order);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.putToSleep("north");

        network.advanceTo(START);
        assertThat(south.state(order)).isEqualTo("SEALED");
        network.wake("north");
        network.advanceTo(ANetwork.WINDOW.end());

        assertThat(states(order)).containsExactly("DELIVERED", "DELIVERED");
        assertNothingFound();
    }

    @Test
    void a_list_that_drops_what_its_utility_has_attested_does_not_undo_it() {
        AnOrder kept = network.traded(1_000);
        network.advanceTo(LATE);
        AnOrder dropped = AnOrder.ofItsOwn().of(2_000).made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(dropped);
        network.settle();
        // South forgets that it has the receipt, and lists the other trade alone.
        south.stored.database().execute("update trade set receipt = null where quantity_wh = 2000");

        network.advanceTo(START);

        assertThat(states(kept, dropped)).containsOnly("SEALED");
        assertThat(north.findings()).isEmpty();
    }

    @Test
    void a_list_that_adds_a_trade_without_proof_does_not_make_it_one() {
        AnOrder agreed = network.traded(1_000);
        network.advanceTo(LATE);
        network.loseAnswers(true);
        AnOrder added = AnOrder.ofItsOwn().of(3_000).made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(added);
        // A receipt of its own hand, where the seller utility's is needed.
        Envelope forged = ALie.receipt(
                added,
                attestation(south, added, TradeRole.SELLER),
                attestation(south, added, TradeRole.BUYER),
                LATE,
                "south");
        south.stored
                .database()
                .execute("update trade set receipt = '\\x%s' where quantity_wh = 3000"
                        .formatted(HexFormat.of().formatHex(EnvelopeWire.encode(forged))));

        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));
        assertThat(listed(south)).startsWith("1 2");
        assertThat(listed(north)).startsWith("1 1").doesNotContain("2 2 t");

        network.advanceTo(START);
        assertThat(states(agreed)).containsOnly("SEALED");
        assertEnded(added);
        assertThat(network.deposits.deposits()).isZero();
    }

    @Test
    void a_second_answer_of_the_sellers_utility_is_an_alarm_and_the_first_stands() {
        AnOrder order = network.traded(1_000);
        Envelope buyer = attestation(south, order, TradeRole.BUYER);
        Envelope second = ALie.attestation(order, TradeRole.SELLER, ANetwork.NOW.minusSeconds(200))
                .envelope();
        SealingProof proof =
                ALie.receipted(order, second, buyer, ALie.receipt(order, second, buyer, ANetwork.NOW, "north"));

        assertThat(shownBy("north", south, proof)).contains(Reason.EQUIVOCATION);

        assertThat(alarms(south)).containsExactly("TWO_ANSWERS north");
        network.advanceTo(START);
        assertThat(states(order)).containsOnly("SEALED");
        assertThat(attestation(south, order, TradeRole.SELLER)).isNotEqualTo(second);
        assertNothingFound();
    }

    @Test
    void a_buyers_utility_that_refused_and_then_comes_with_an_attestation_is_caught_with_both() {
        AnOrder order = AnOrder.ofItsOwn().withBuyerMeterOf("customer-99");
        north.confirm(order);
        assertThat(states(order)).containsOnly("REFUSED");
        Envelope second = ALie.attestation(order, TradeRole.BUYER, ANetwork.NOW).envelope();

        Optional<Reason> reason = shownBy(
                "south",
                north,
                ALie.logged(
                        order,
                        attestation(north, order, TradeRole.SELLER),
                        second,
                        ANetwork.NOW.minusSeconds(3_600),
                        network.arbiter));

        assertThat(reason).contains(Reason.EQUIVOCATION);
        assertThat(alarms(north)).containsExactly("TWO_ANSWERS south");
        assertThat(north.state(order)).isEqualTo("REFUSED");
        assertThat(north.stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isZero();
    }

    @Test
    void an_unsigned_refusal_that_is_followed_by_a_logged_attestation_has_kept_the_limit_for_it() {
        network.answersOnTheWay(answer -> {
            throw new RefusedException(Refusal.of(Reason.ORDER_CONFLICT));
        });
        AnOrder order = AnOrder.ofItsOwn();
        north.confirm(order);
        network.settle();
        assertThat(north.stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);

        network.advanceTo(START);

        assertThat(states(order)).containsOnly("SEALED");
        assertNothingFound();
    }

    @Test
    void a_proof_of_another_pair_or_another_window_proves_nothing_here() {
        AnOrder order = network.traded(1_000);
        network.settle();
        Envelope seller = attestation(north, order, TradeRole.SELLER);
        Envelope buyer = attestation(north, order, TradeRole.BUYER);
        SealingProof proof =
                ALie.receipted(order, seller, buyer, ALie.receipt(order, seller, buyer, ANetwork.NOW, "north"));

        assertThat(north.answerComparison
                        .show("north", START, 1, List.of(proof), List.of())
                        .results())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.map(Refusal::field)).contains("sealed_order"));
        assertThat(south.answerComparison
                        .show("north", START.plusSeconds(3_600), 1, List.of(proof), List.of())
                        .results())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.map(Refusal::field)).contains("window_start_millis"));
    }

    @Test
    void proofs_of_when_it_logged_that_a_peer_only_sends_back_prove_nothing_of_its_own() {
        AnOrder order = network.traded(1_000);
        network.proofsOnTheWay(proofs -> {
            assertThatThrownBy(() -> network.at(proofs.minutes().isEmpty() ? "north" : sender(proofs))
                            .acceptProofs
                            .accept(other(sender(proofs)), proofs))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.SIGNATURE_INVALID));
            return proofs;
        });

        network.advanceTo(START);

        assertThat(north.confirmedAt(order)).doesNotContain("null").isEqualTo(south.confirmedAt(order));
    }

    private String sender(SealingProofs proofs) {
        String payload = new String(proofs.minutes().getFirst().journalRoot().payload(), StandardCharsets.ISO_8859_1);
        return payload.contains("north") ? "north" : "south";
    }

    private static String other(String utility) {
        return utility.equals("north") ? "south" : "north";
    }

    private AnOrder withoutAnswer() {
        network.loseAnswers(true);
        AnOrder order = AnOrder.ofItsOwn().of(3_000);
        north.confirm(order);
        return order;
    }

    /// Confirmed when its minute is not logged before the gate any more; the receipt does not arrive.
    private AnOrder lateWithoutReceipt() {
        network.advanceTo(LATE);
        network.loseReceipts(true);
        AnOrder order = AnOrder.ofItsOwn().of(3_000).made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(order);
        return order;
    }

    private static Optional<Reason> shownBy(String peer, ASealingUtility utility, SealingProof proof) {
        return utility.answerComparison
                .show(peer, START, 1, List.of(proof), List.of())
                .results()
                .getFirst()
                .map(Refusal::reason);
    }

    private static Envelope attestation(ASealingUtility utility, AnOrder order, TradeRole role) {
        return utility.stored
                .ledger()
                .find(order.digest())
                .flatMap(trade -> trade.attestation(role))
                .orElseThrow();
    }

    private List<String> states(AnOrder... orders) {
        return List.of(orders).stream()
                .flatMap(order -> List.of(north.state(order), south.state(order)).stream())
                .toList();
    }

    /// Void at both, limits given back, and no checker finds anything at the honest side.
    private void assertEnded(AnOrder order) {
        assertThat(states(order)).containsOnly("VOID");
        String used = "select coalesce(sum(quantity_wh), 0) from trade where state not in ('REFUSED', 'VOID')";
        for (ASealingUtility utility : List.of(north, south)) {
            assertThat(utility.stored.database().number("select max(used_wh) from limit_account"))
                    .isEqualTo(utility.stored.database().number(used));
        }
        assertThat(north.findings()).isEmpty();
    }

    private void assertNothingFound() {
        assertThat(north.findings()).isEmpty();
        assertThat(south.findings()).isEmpty();
    }

    private static List<String> alarms(ASealingUtility utility) {
        return utility.alarms.after(0, 10).stream()
                .map(Alarm.Raised::alarm)
                .map(alarm -> alarm.kind() + " " + alarm.key().peer())
                .toList();
    }

    private static List<String> listed(ASealingUtility utility) {
        return utility.stored.database().rows("""
                select number || ' ' || trades from pair_digest where own_digest is not null order by number""");
    }
}
