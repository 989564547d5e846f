package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.trade.v1.OrderLeg;
import io.gridpact.trade.v1.TradeView;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The platforms' consent confirms, and utilities attest when they are reached (PROTOCOL.md, section 5).
class NonBlockingTest {

    private static final Instant START = ANetwork.WINDOW.start();

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @BeforeEach
    void anAgreementWithoutBlocking() {
        network.agreeOn(ConfirmationMode.NON_BLOCKING);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void the_answer_waits_for_nobody_and_says_who_is_awaited_until_when() {
        AnOrder order = order(5_000);

        assertThat(legs(north.confirm(order)))
                .containsExactly(
                        "buyer_platform helio consented",
                        "seller_platform sunbird consented",
                        "seller_utility north attested",
                        "buyer_utility south awaited until " + order.order().expires());

        network.settle();
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Signed.class);
        assertThat(legs(north, "sunbird", order)).contains("buyer_utility south attested");
    }

    @Test
    void what_both_have_attested_is_sealed_as_it_is_in_blocking() {
        AnOrder order = accepted(5_000);

        network.advanceTo(ANetwork.GATE_CLOSURE);
        assertThat(states(order)).containsExactly("SEALED", "SEALED");
        network.advanceTo(ANetwork.WINDOW.end());

        assertThat(states(order)).containsExactly("DELIVERED", "DELIVERED");
        assertThat(north.sealed()).hasSize(1).isEqualTo(south.sealed());
        assertNothingFound();
    }

    @Test
    void a_buyers_utility_that_comes_back_before_the_order_expires_attests_and_the_trade_is_sealed() {
        network.cutOff("south");
        AnOrder order = accepted(5_000);
        network.advanceTo(order.order().expires().minusSeconds(60));
        assertThat(legs(north, "helio", order))
                .contains("buyer_utility south awaited until " + order.order().expires());

        network.reconnect("south");
        network.advanceTo(START);

        assertThat(states(order)).containsExactly("SEALED", "SEALED");
        assertNothingFound();
    }

    @Test
    void a_buyers_utility_that_comes_back_too_late_attests_nothing_and_the_trade_is_void() {
        network.cutOff("south");
        AnOrder order = accepted(5_000);
        network.advanceTo(order.order().expires());
        network.reconnect("south");

        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));
        Confirmation.Refused expired = (Confirmation.Refused) north.confirm(order);
        assertThat(expired.refusal().reason()).isEqualTo(Reason.WINDOW_CLOSED);
        assertThat(expired.unanswered()).isPresent();
        assertThat(states(order)).containsExactly("PENDING", "none");
        assertThat(usedOfTheSeller()).isEqualTo(5_000);

        network.advanceTo(START);
        assertThat(states(order)).containsExactly("VOID", "none");
        for (String platform : List.of("helio", "sunbird")) {
            assertThat(view(north, platform, order).getState().name()).isEqualTo("TRADE_STATE_VOID");
            assertThat(legs(north, platform, order)).contains("buyer_utility south not_attested");
        }
        assertThat(usedOfTheSeller()).isZero();
        assertNothingFound();
    }

    @Test
    void an_attestation_that_reached_nobody_in_time_is_void_at_both() {
        network.loseAnswers(true);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(30));
        AnOrder order = AnOrder.ofItsOwn().in(ConfirmationMode.NON_BLOCKING).made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(order);
        network.settle();
        assertThat(states(order)).containsExactly("PENDING", "PENDING");

        network.advanceTo(START);

        assertThat(states(order)).containsExactly("VOID", "VOID");
        assertThat(view(south, "helio", order).getState().name()).isEqualTo("TRADE_STATE_VOID");
        assertThat(usedOfTheSeller()).isZero();
        assertThat(usedOfTheBuyer()).isZero();
        assertNothingFound();
    }

    @Test
    void a_breach_of_either_limit_is_attested_signed_and_counted_apart() {
        south.enrol(AnOrder.BUYER, Direction.CONSUMPTION, "helio", 1_000);
        AnOrder first = accepted(ASealingNetwork.LIMIT_WH);
        AnOrder second = accepted(2_000);
        network.settle();

        assertThat(attested(north, first, TradeRole.SELLER).limitExceeded()).isFalse();
        assertThat(attested(south, first, TradeRole.BUYER).limitExceeded()).isTrue();
        assertThat(attested(north, second, TradeRole.SELLER).limitExceeded()).isTrue();
        assertThat(legs(north, "helio", second))
                .endsWith(
                        "seller_utility north attested_limit_exceeded", "buyer_utility south attested_limit_exceeded");
        assertThat(accounts(north)).containsExactly("100000 102000 2000", "100000 102000 2000");
        assertThat(accounts(south)).containsExactly("1000 102000 101000", "1000 102000 101000");
        assertThat(north.stored.tallied().all()).containsEntry("PENDING LIMIT_EXCEEDED", 1L);

        network.advanceTo(START);
        assertThat(states(first, second)).containsOnly("SEALED");
        assertThat(north.sealed()).hasSize(2).isEqualTo(south.sealed());
        assertNothingFound();
    }

    @Test
    void what_is_void_gives_back_what_was_beyond_the_limit_first() {
        network.cutOff("south");
        accepted(ASealingNetwork.LIMIT_WH);
        accepted(3_000);
        network.advanceTo(START);

        assertThat(accounts(north)).containsExactly("100000 0 0", "100000 0 0");
        assertNothingFound();
    }

    @Test
    void what_the_buyers_utility_refuses_for_an_unknown_meter_ends_at_both_and_all_four_are_told() {
        AnOrder order = AnOrder.ofItsOwn().withBuyerMeterOf("customer-99").in(ConfirmationMode.NON_BLOCKING);
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Accepted.class);

        network.settle();

        assertThat(states(order)).containsExactly("REFUSED", "REFUSED");
        for (ASealingUtility utility : List.of(north, south)) {
            for (String platform : List.of("helio", "sunbird")) {
                assertThat(view(utility, platform, order).getReason().name()).isEqualTo("REASON_UNKNOWN_METER");
                assertThat(legs(utility, platform, order))
                        .endsWith("seller_utility north attested", "buyer_utility south refused unknown_meter");
            }
        }
        assertThat(((Confirmation.Refused) north.confirm(order)).attestation()).isPresent();
        assertThat(usedOfTheSeller()).isZero();
        assertNothingFound();
    }

    @Test
    void what_the_sellers_utility_refuses_goes_no_further_and_says_so() {
        AnOrder order = AnOrder.ofItsOwn().withSellerMeterOf("customer-99").in(ConfirmationMode.NON_BLOCKING);

        Confirmation.Refused refused = (Confirmation.Refused) north.confirm(order);

        assertThat(refused.refusal().reason()).isEqualTo(Reason.UNKNOWN_METER);
        assertThat(refused.attestation()).isPresent();
        assertThat(legs(north, "helio", order))
                .endsWith("seller_utility north refused unknown_meter", "buyer_utility south not_attested");
        assertThat(north.stored.outbox()).isEmpty();
    }

    @Test
    void an_order_sent_again_changes_nothing() {
        network.cutOff("south");
        AnOrder order = accepted(5_000);
        List<String> before = network.everything();

        Confirmation first = north.confirm(order);
        assertThat(legs(north.confirm(order))).isEqualTo(legs(first));
        assertThat(network.everything()).isEqualTo(before);

        network.reconnect("south");
        network.settle();
        List<String> signed = network.everything();
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Signed.class);
        assertThat(network.everything()).isEqualTo(signed);
    }

    @Test
    void an_order_of_another_mode_than_the_agreements_is_refused() {
        Confirmation.Refused refused = (Confirmation.Refused) north.confirm(AnOrder.ofItsOwn());

        assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_ORDER);
        assertThat(refused.refusal().field()).isEqualTo("mode");
    }

    @Test
    void a_buyers_utility_cannot_get_out_of_it_by_a_limit() {
        AnOrder order = accepted(5_000);
        network.answersOnTheWay(answer -> southSigns(Attestation.refuses(
                order.digest(), agreement(), "south", TradeRole.BUYER, Reason.LIMIT_EXCEEDED, "", ANetwork.NOW)));

        network.settle();
        assertThat(states(order)).containsExactly("PENDING", "PENDING");
        assertThat(usedOfTheSeller()).isEqualTo(5_000);

        // It has attested, once and for good; and that it has is in its journal.
        network.advanceTo(START);
        assertThat(states(order)).containsExactly("SEALED", "SEALED");
        assertNothingFound();
    }

    @Test
    void with_both_sides_at_one_utility_a_breach_is_flagged_and_the_trade_sealed_at_once() {
        AnOrder order = AnOrder.ofItsOwn()
                .from("south")
                .of(ASealingNetwork.LIMIT_WH + 1)
                .in(ConfirmationMode.NON_BLOCKING);

        assertThat(south.confirm(order)).isInstanceOf(Confirmation.Signed.class);

        assertThat(south.state(order)).isEqualTo("SEALED");
        assertThat(attested(south, order, TradeRole.SELLER).limitExceeded()).isTrue();
        assertThat(attested(south, order, TradeRole.BUYER).limitExceeded()).isTrue();
        assertNothingFound();
    }

    private AnOrder order(long quantityWh) {
        return AnOrder.ofItsOwn().of(quantityWh).in(ConfirmationMode.NON_BLOCKING);
    }

    private AnOrder accepted(long quantityWh) {
        AnOrder order = order(quantityWh);
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Accepted.class);
        return order;
    }

    private static Attestation attested(ASealingUtility utility, AnOrder order, TradeRole role) {
        Attestation attestation = AttestationWire.attestation(utility.stored
                .ledger()
                .find(order.digest())
                .flatMap(trade -> trade.attestation(role))
                .orElseThrow());
        assertThat(attestation.answer()).isEqualTo(Answer.ATTESTED);
        return attestation;
    }

    private static Digest agreement() {
        return ANetwork.agreement("north", "south", ConfirmationMode.NON_BLOCKING)
                .digest();
    }

    private static Envelope southSigns(Attestation attestation) {
        return Envelopes.sign(
                Attestation.PAYLOAD_TYPE,
                AttestationWire.payload(attestation, ANetwork.salt("forged")),
                ANetwork.signer("south"));
    }

    private List<String> states(AnOrder... orders) {
        return List.of(orders).stream()
                .flatMap(order -> List.of(north.state(order), south.state(order)).stream())
                .toList();
    }

    private long usedOfTheSeller() {
        return north.stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION);
    }

    private long usedOfTheBuyer() {
        return south.stored.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION);
    }

    private static List<String> accounts(ASealingUtility utility) {
        return utility.stored
                .database()
                .rows("select max_wh, used_wh, breach_wh from limit_account where used_wh > 0 or day is not null"
                        + " order by platform");
    }

    private static TradeView view(ASealingUtility utility, String platform, AnOrder order) {
        return TradeWire.view(new PlatformTrades(utility.stored.reader(), peer -> Optional.empty())
                .find(platform, order.digest())
                .orElseThrow());
    }

    private static List<String> legs(ASealingUtility utility, String platform, AnOrder order) {
        return legs(view(utility, platform, order).getProgress().getLegsList());
    }

    private static List<String> legs(Confirmation confirmation) {
        assertThat(confirmation).isInstanceOf(Confirmation.Accepted.class);
        return legs(TradeWire.progress(((Confirmation.Accepted) confirmation).trade())
                .getLegsList());
    }

    private static List<String> legs(List<OrderLeg> legs) {
        return legs.stream()
                .map(leg ->
                        leg.getParty().name().substring("LEG_PARTY_".length()).toLowerCase(Locale.ROOT)
                                + " " + leg.getParticipant() + " "
                                + leg.getStatus()
                                        .name()
                                        .substring("LEG_STATUS_".length())
                                        .toLowerCase(Locale.ROOT)
                                + (leg.getReasonValue() == 0
                                        ? ""
                                        : " "
                                                + leg.getReason()
                                                        .name()
                                                        .substring("REASON_".length())
                                                        .toLowerCase(Locale.ROOT))
                                + (leg.getUntilMillis() == 0
                                        ? ""
                                        : " until " + Instant.ofEpochMilli(leg.getUntilMillis())))
                .toList();
    }

    private void assertNothingFound() {
        assertThat(north.findings()).isEmpty();
        assertThat(south.findings()).isEmpty();
    }
}
