package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an order is refused for, with which field, and which refusals are signed and kept (PROTOCOL.md, sections 5
/// and 13).
class RefusedOrdersTest {

    private static final Instant NOON = ANetwork.WINDOW.start();

    private final AMarket market = new AMarket();

    /// @param kept whether the refusal is signed and stands for ever
    private record Situation(String name, AnOrder order, Reason reason, String field, boolean kept) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Situation kept(String name, AnOrder order, Reason reason, String field) {
        return new Situation(name, order, reason, field, true);
    }

    private static Situation forgotten(String name, AnOrder order, Reason reason, String field) {
        return new Situation(name, order, reason, field, false);
    }

    static List<Situation> situationsAtTheSellersUtility() {
        AnOrder order = AnOrder.ofItsOwn();
        return List.of(
                kept(
                        "a window that is not one of the profile",
                        order.in(DeliveryWindow.startingAt(NOON.plusSeconds(900), Duration.ofHours(1))),
                        Reason.INVALID_ORDER,
                        "window_start_millis"),
                kept(
                        "a window that is too short",
                        order.in(DeliveryWindow.startingAt(NOON, Duration.ofMinutes(30))),
                        Reason.INVALID_ORDER,
                        "window_start_millis"),
                kept(
                        "another currency than the agreement's",
                        order.at(new Price("USD", new BigDecimal("0.125"))),
                        Reason.INVALID_ORDER,
                        "price_per_kwh.currency_code"),
                kept(
                        "another mode than the agreement's",
                        order.in(ConfirmationMode.NON_BLOCKING),
                        Reason.INVALID_ORDER,
                        "mode"),
                forgotten(
                        "it expires after gate closure",
                        order.made(ANetwork.NOW, ANetwork.GATE_CLOSURE.plusMillis(1)),
                        Reason.INVALID_ORDER,
                        "expires_millis"),
                forgotten(
                        "it was made more than five minutes ahead",
                        order.made(ANetwork.NOW.plus(Duration.ofMinutes(5)).plusMillis(1), ANetwork.GATE_CLOSURE),
                        Reason.INVALID_ORDER,
                        "created_millis"),
                forgotten(
                        "it was made more than a day ago",
                        order.made(ANetwork.NOW.minus(Duration.ofHours(24)).minusMillis(1), ANetwork.GATE_CLOSURE),
                        Reason.INVALID_ORDER,
                        "created_millis"),
                forgotten(
                        "it has expired",
                        order.made(ANetwork.NOW.minusSeconds(60), ANetwork.NOW),
                        Reason.WINDOW_CLOSED,
                        "expires_millis"),
                forgotten(
                        "somebody else signed for the seller's platform",
                        order.signedForTheSellerBy("nova"),
                        Reason.SIGNATURE_INVALID,
                        "seller_consent.signature"),
                forgotten("it is for another utility", order.from("east"), Reason.INVALID_ORDER, "seller_utility"),
                forgotten("the utilities have no agreement", order.to("east"), Reason.NO_AGREEMENT, ""),
                kept("nobody knows the seller", order.soldBy("customer-99"), Reason.UNKNOWN_CUSTOMER, "seller_opening"),
                kept(
                        "the seller has not mandated the platform",
                        order.soldThrough("nova"),
                        Reason.NO_MANDATE,
                        "seller_platform"),
                kept(
                        "the meter is somebody else's",
                        order.withSellerMeterOf("customer-99"),
                        Reason.UNKNOWN_METER,
                        "seller.meter_key_id"),
                kept("more than the limit", order.of(AMarket.LIMIT_WH + 1), Reason.LIMIT_EXCEEDED, ""));
    }

    @ParameterizedTest
    @MethodSource("situationsAtTheSellersUtility")
    void the_sellers_utility_refuses(Situation situation) {
        AUtility north = market.at("north");

        Confirmation.Refused refused = refused(north.confirm(situation.order()));

        assertThat(refused.refusal().reason()).isEqualTo(situation.reason());
        assertThat(refused.refusal().field()).isEqualTo(situation.field());
        Optional<StoredTrade> stored = north.ledger.find(situation.order().digest());
        assertThat(stored.isPresent()).isEqualTo(situation.kept());
        assertThat(refused.attestation().isPresent()).isEqualTo(situation.kept());
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isZero();
        assertThat(north.ledger.outbox()).isEmpty();
        assertThat(market.at("south").ledger.find(situation.order().digest())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("situationsAtTheSellersUtility")
    void the_refusal_is_told_again_in_the_same_bytes(Situation situation) {
        AUtility north = market.at("north");
        Confirmation.Refused first = refused(north.confirm(situation.order()));
        List<String> before = market.everything();

        Confirmation.Refused again = refused(north.confirm(situation.order()));

        assertThat(TradeWire.status(again)).isEqualTo(TradeWire.status(first));
        assertThat(market.everything()).isEqualTo(before);
    }

    static List<Situation> situationsAtTheBuyersUtility() {
        AnOrder order = AnOrder.ofItsOwn();
        return List.of(
                kept("nobody knows the buyer", order.boughtBy("customer-99"), Reason.UNKNOWN_CUSTOMER, "buyer_opening"),
                kept(
                        "the buyer has not mandated the platform",
                        order.boughtThrough("nova"),
                        Reason.NO_MANDATE,
                        "buyer_platform"),
                kept(
                        "the meter is somebody else's",
                        order.withBuyerMeterOf("customer-99"),
                        Reason.UNKNOWN_METER,
                        "buyer.meter_key_id"));
    }

    @ParameterizedTest
    @MethodSource("situationsAtTheBuyersUtility")
    void the_buyers_utility_refuses_and_the_sellers_limit_is_free_again(Situation situation) {
        AUtility north = market.at("north");

        Confirmation.Refused refused = refused(north.confirm(situation.order()));

        assertThat(refused.refusal().reason()).isEqualTo(situation.reason());
        assertThat(refused.refusal().field()).isEqualTo(situation.field());
        var attestation = AttestationWire.attestation(refused.attestation().orElseThrow());
        assertThat(attestation.utility()).isEqualTo("south");
        assertThat(attestation.role()).isEqualTo(TradeRole.BUYER);
        assertThat(attestation.answer()).isEqualTo(Answer.REFUSED);
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isZero();
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "sunbird", Direction.INJECTION))
                .isZero();
        assertThat(north.ledger.outbox()).isEmpty();
        assertThat(TradeWire.status(refused(north.confirm(situation.order())))).isEqualTo(TradeWire.status(refused));
    }

    @Test
    void more_than_the_limit_leaves_says_what_remains() {
        AUtility north = market.at("north");
        north.confirm(AnOrder.ofItsOwn().of(13_000));

        Confirmation.Refused refused = refused(north.confirm(AnOrder.ofItsOwn().of(8_000)));

        assertThat(refused.refusal().metadata())
                .containsEntry("remaining_wh", "7000")
                .containsEntry("limit", "CUSTOMER");
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(13_000);
    }

    @Test
    void more_than_the_buyers_limit_leaves_is_refused_without_telling_the_other_side_what_remains() {
        AnOrder order = AnOrder.ofItsOwn().of(AMarket.LIMIT_WH);
        market.at("north").customers.enrol(AnOrder.SELLER, Direction.INJECTION, "sunbird", 5 * AMarket.LIMIT_WH);
        market.at("north").confirm(AnOrder.ofItsOwn().of(1));

        Confirmation.Refused refused = refused(market.at("north").confirm(order));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refused.refusal().metadata()).isEmpty();
        assertThat(market.at("south").ledger.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION))
                .isEqualTo(1);
        assertThat(market.at("north").ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION))
                .isEqualTo(1);
    }

    @Test
    void an_order_that_was_altered_after_signing_is_refused_and_nothing_is_kept() {
        AnOrder order = AnOrder.ofItsOwn();
        ConsentedOrder altered = order.alteredAfterSigning();
        List<String> before = market.everything();

        Confirmation.Refused refused = refused(market.at("north").confirm(order, altered));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(market.everything()).isEqualTo(before);
        assertThat(market.at("north").confirm(order)).isInstanceOf(Confirmation.Signed.class);
    }

    static List<Instant> timesAtWhichNobodyCanHaveAnswered() {
        return List.of(
                ANetwork.NOW.plus(Duration.ofMinutes(5)).plusMillis(1),
                ANetwork.NOW.minus(Duration.ofMinutes(5)).minusMillis(1),
                ANetwork.GATE_CLOSURE);
    }

    @ParameterizedTest
    @MethodSource("timesAtWhichNobodyCanHaveAnswered")
    void an_answer_of_a_time_that_cannot_be_is_no_answer(Instant loggedAt) {
        AnOrder order = AnOrder.ofItsOwn().made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        market.onTheWayBack(answer -> Envelopes.sign(
                Attestation.PAYLOAD_TYPE,
                AttestationWire.payload(
                        Attestation.attests(
                                order.digest(),
                                ANetwork.agreement("north", "south").digest(),
                                "south",
                                TradeRole.BUYER,
                                loggedAt),
                        new byte[16]),
                ANetwork.signer("south")));

        Confirmation.Refused refused = refused(market.at("north").confirm(order));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
        assertThat(market.at("north").ledger.find(order.digest()).orElseThrow().buyerAttestation())
                .isEmpty();
    }

    @Test
    void a_meter_that_is_enrolled_from_a_later_window_on_is_unknown_before() {
        market.at("north").customers.replaceMeter(AnOrder.SELLER, Direction.INJECTION, NOON.plusMillis(1));

        assertThat(refused(market.at("north").confirm(AnOrder.ofItsOwn()))
                        .refusal()
                        .reason())
                .isEqualTo(Reason.UNKNOWN_METER);
    }

    @Test
    void a_damaged_opening_of_the_seller_is_the_relays_fault_and_spoils_nothing() {
        damagedOpening(TradeRole.SELLER, "seller_opening");
    }

    @Test
    void a_damaged_opening_of_the_buyer_is_the_relays_fault_and_spoils_nothing() {
        damagedOpening(TradeRole.BUYER, "buyer_opening");
    }

    private void damagedOpening(TradeRole role, String field) {
        AnOrder order = AnOrder.ofItsOwn();
        AUtility north = market.at("north");
        List<String> before = market.everything();
        SealedBytes buyer = role == TradeRole.BUYER ? damaged(order.buyerOpening()) : order.buyerOpening();
        SealedBytes seller = role == TradeRole.SELLER ? damaged(order.sellerOpening()) : order.sellerOpening();

        Confirmation.Refused refused = refused(north.confirm(order, buyer, seller));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refused.refusal().field()).isEqualTo(field);
        assertThat(refused.attestation()).isEmpty();
        assertThat(market.everything()).isEqualTo(before);
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Signed.class);
    }

    private static SealedBytes damaged(SealedBytes opening) {
        byte[] ciphertext = opening.ciphertext().clone();
        ciphertext[0] ^= 1;
        return new SealedBytes(opening.encapsulatedKey(), ciphertext);
    }

    private static Confirmation.Refused refused(Confirmation confirmation) {
        assertThat(confirmation).isInstanceOf(Confirmation.Refused.class);
        return (Confirmation.Refused) confirmation;
    }
}
