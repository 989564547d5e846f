package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.SealedOrderWire;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// From a consented order to four signatures (PROTOCOL.md, section 5).
class ConfirmOrderTest {

    private final AMarket market = new AMarket();
    private final AUtility north = market.at("north");
    private final AUtility south = market.at("south");
    private final AnOrder order = AnOrder.ofItsOwn();

    @Test
    void an_order_that_both_utilities_accept_has_four_signatures() {
        SealedOrder sealed = sealed(north.confirm(order));

        assertThatCode(() -> SealedOrderWire.verified(sealed, ANetwork.DIRECTORY, ANetwork.VERIFIER))
                .doesNotThrowAnyException();
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
        assertThat(south.ledger.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION))
                .isEqualTo(5_000);
        assertThat(trade(north).state()).isEqualTo(TradeState.PENDING);
        assertThat(trade(south).state()).isEqualTo(TradeState.PENDING);
        assertThat(north.ledger.outbox()).singleElement().satisfies(message -> assertThat(message.kind())
                .isEqualTo("RECEIPT"));
        assertThat(north.outbox.held).isEmpty();
    }

    @Test
    void an_order_sent_again_is_answered_with_the_same_bytes_and_changes_nothing() {
        SealedOrder first = sealed(north.confirm(order));
        List<String> before = market.everything();

        assertThat(sealed(north.confirm(order)).toByteString()).isEqualTo(first.toByteString());
        assertThat(market.everything()).isEqualTo(before);
    }

    @Test
    void both_sides_at_one_utility_are_sealed_at_once_with_two_attestations_and_no_receipt() {
        AnOrder local = order.from("south");

        SealedOrder sealed = sealed(south.confirm(local));

        assertThatCode(() -> SealedOrderWire.verified(sealed, ANetwork.DIRECTORY, ANetwork.VERIFIER))
                .doesNotThrowAnyException();
        assertThat(south.ledger.find(local.digest()).orElseThrow().state()).isEqualTo(TradeState.SEALED);
        assertThat(south.ledger.outbox()).isEmpty();
        assertThat(south.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
        assertThat(south.ledger.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION))
                .isEqualTo(5_000);
    }

    @Test
    void another_order_under_the_same_identity_conflicts_and_is_kept() {
        north.confirm(order);
        AnOrder other = order.underTheSameId();

        Confirmation.Refused refused = refused(north.confirm(other));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.ORDER_CONFLICT);
        assertThat(north.ledger.conflicts()).containsExactly(other.digest());
        assertThat(south.ledger.find(other.digest())).isEmpty();
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
    }

    @Test
    void another_order_under_the_same_identity_conflicts_at_the_buyers_utility_too() {
        north.confirm(order);
        AnOrder other = order.underTheSameId();
        AMarket elsewhere = new AMarket();
        elsewhere.cutOff("south");
        elsewhere.at("north").confirm(other);
        Envelope attestation = elsewhere
                .at("north")
                .ledger
                .find(other.digest())
                .flatMap(StoredTrade::sellerAttestation)
                .orElseThrow();

        assertThatThrownBy(() ->
                        market.countersign("south", other.consented().encoded(), attestation, other.buyerOpening()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.ORDER_CONFLICT));
        assertThat(south.ledger.conflicts()).containsExactly(other.digest());
    }

    @Test
    void while_the_buyers_utility_is_away_the_order_is_pending_and_a_repetition_succeeds() {
        market.cutOff("south");

        Confirmation.Refused refused = refused(north.confirm(order));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
        assertThat(refused.attestation()).isEmpty();
        assertThat(trade(north).state()).isEqualTo(TradeState.PENDING);
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
        assertThat(north.outbox.left).hasSize(1);

        market.reconnect("south");

        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Signed.class);
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
    }

    @Test
    void what_could_not_be_asked_is_asked_again_from_the_outbox() {
        market.cutOff("south");
        north.confirm(order);
        assertThatThrownBy(north::askAgain).isInstanceOf(RefusedException.class);
        assertThat(north.ledger.outbox()).hasSize(1);

        market.reconnect("south");
        north.askAgain();

        assertThat(trade(north).signedByAll()).isTrue();
        assertThat(sealed(north.confirm(order)).getBuyerAttestation())
                .isEqualTo(
                        EnvelopeWire.toMessage(trade(south).buyerAttestation().orElseThrow()));
    }

    @Test
    void an_answer_that_was_lost_is_given_again_byte_for_byte() {
        market.onTheWayBack(answer -> {
            throw AMarket.lost();
        });
        north.confirm(order);
        Envelope given = trade(south).buyerAttestation().orElseThrow();
        market.onTheWayBack(answer -> answer);

        north.confirm(order);

        assertThat(trade(north).buyerAttestation()).contains(given);
        assertThat(south.ledger.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION))
                .isEqualTo(5_000);
    }

    @Test
    void an_answer_that_its_utility_did_not_sign_is_none() {
        market.onTheWayBack(answer -> trade(north).sellerAttestation().orElseThrow());

        Confirmation.Refused refused = refused(north.confirm(order));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
        assertThat(trade(north).buyerAttestation()).isEmpty();
        assertThat(north.ledger.outbox()).hasSize(1);
    }

    @Test
    void a_pending_order_is_not_sent_on_after_it_expires() {
        market.cutOff("south");
        north.confirm(order);
        market.reconnect("south");
        market.clock.moveTo(order.order().expires());

        north.askAgain();

        assertThat(refused(north.confirm(order)).refusal().reason()).isEqualTo(Reason.WINDOW_CLOSED);
        assertThat(north.ledger.outbox()).isEmpty();
        assertThat(south.ledger.find(order.digest())).isEmpty();
        // The limit stays reserved until the trade is void.
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
    }

    @Test
    void no_receipt_is_signed_when_the_answer_comes_after_the_gate() {
        AnOrder late = AnOrder.ofItsOwn().made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        market.clock.moveTo(ANetwork.GATE_CLOSURE.minusMillis(1));
        market.onTheWayBack(answer -> {
            market.clock.moveTo(ANetwork.GATE_CLOSURE);
            return answer;
        });

        Confirmation.Refused refused = refused(north.confirm(late));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.WINDOW_CLOSED);
        assertThat(north.ledger.receipt(late.digest())).isEmpty();
        assertThat(north.ledger.find(late.digest()).orElseThrow().buyerAttestation())
                .isEmpty();
        assertThat(south.ledger.find(late.digest()).orElseThrow().buyerAttestation())
                .isPresent();
    }

    @Test
    void no_order_is_taken_once_the_gate_has_closed() {
        AnOrder late = AnOrder.ofItsOwn().made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        market.clock.moveTo(ANetwork.GATE_CLOSURE);

        assertThat(refused(north.confirm(late)).refusal().reason()).isEqualTo(Reason.WINDOW_CLOSED);
        assertThat(north.ledger.find(late.digest())).isEmpty();
    }

    @Test
    void a_gate_that_closes_while_an_order_is_judged_wins() {
        north.ledger.closeGate(ANetwork.WINDOW.start());

        assertThat(refused(north.confirm(order)).refusal().reason()).isEqualTo(Reason.WINDOW_CLOSED);
        assertThat(north.ledger.find(order.digest())).isEmpty();
        assertThat(north.outbox.held).isEmpty();
    }

    @Test
    void an_answer_stands_whatever_comes_later() {
        SealedOrder first = sealed(north.confirm(order));
        SealedBytes damaged = new SealedBytes(new byte[32], new byte[64]);
        assertThat(sealed(north.confirm(order, damaged, damaged))).isEqualTo(first);

        north.customers.withdrawMandate(AnOrder.SELLER, "sunbird", Direction.INJECTION);
        assertThat(sealed(north.confirm(order))).isEqualTo(first);

        market.clock.moveTo(ANetwork.WINDOW.end().plus(Duration.ofDays(1)));
        assertThat(sealed(north.confirm(order))).isEqualTo(first);
    }

    @Test
    void a_buyers_utility_that_once_attested_answers_the_same_after_the_gate() {
        north.confirm(order);
        StoredTrade trade = trade(north);
        Envelope given = trade.buyerAttestation().orElseThrow();
        market.clock.moveTo(ANetwork.GATE_CLOSURE.plusSeconds(60));

        Envelope again = market.countersign(
                "south", trade.consentedOrder(), trade.sellerAttestation().orElseThrow(), order.buyerOpening());

        assertThat(again).isEqualTo(given);
    }

    @Test
    void a_seller_attestation_that_is_none_is_the_relays_fault_and_spoils_nothing() {
        north.confirm(AnOrder.ofItsOwn());
        market.cutOff("south");
        north.confirm(order);
        AnOrder another = AnOrder.ofItsOwn();
        north.confirm(another);
        Envelope ofAnother = north.ledger
                .find(another.digest())
                .flatMap(StoredTrade::sellerAttestation)
                .orElseThrow();
        market.reconnect("south");

        assertThatThrownBy(
                        () -> market.countersign("south", order.consented().encoded(), ofAnother, order.buyerOpening()))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID_PROOF);
                    assertThat(refused.refusal().field()).isEqualTo("seller_attestation.order_digest");
                });

        assertThat(south.ledger.find(order.digest())).isEmpty();
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Signed.class);
    }

    @Test
    void a_receipt_is_taken_once_and_changes_nothing_when_it_comes_again() {
        north.confirm(order);

        north.deliverReceipt(order);
        List<String> before = market.everything();
        north.deliverReceipt(order);

        assertThat(south.ledger.receipt(order.digest())).isEqualTo(north.ledger.receipt(order.digest()));
        assertThat(market.everything()).isEqualTo(before);
        assertThat(south.wakings).isEmpty();
    }

    @Test
    void a_receipt_that_comes_after_its_gate_is_taken_and_wakes_whoever_waits_for_it() {
        north.confirm(order);
        market.clock.moveTo(ANetwork.GATE_CLOSURE);

        north.deliverReceipt(order);

        assertThat(south.ledger.receipt(order.digest())).isPresent();
        assertThat(south.wakings).containsExactly("woken");
    }

    @Test
    void a_receipt_of_another_utility_or_of_an_unknown_trade_is_not_taken() {
        north.confirm(order);
        Envelope receipt = north.ledger.receipt(order.digest()).orElseThrow();

        assertThatThrownBy(() -> south.acceptReceipts.accept("east", List.of(receipt)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.UNKNOWN_TRADE));
        assertThatThrownBy(() -> market.at("east").acceptReceipts.accept("north", List.of(receipt)))
                .isInstanceOf(RefusedException.class);
        assertThat(south.ledger.receipt(order.digest())).isEmpty();
    }

    @Test
    void what_the_two_utilities_have_between_them_is_none_of_the_platforms_doing() {
        AtomicBoolean turnedAway = new AtomicBoolean(true);
        market.onTheWayBack(answer -> {
            if (turnedAway.get()) {
                throw new RefusedException(Refusal.of(Reason.PERMISSION_DENIED, "", "an unknown caller"));
            }
            return answer;
        });

        assertThat(refused(north.confirm(order)).refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);

        turnedAway.set(false);
        assertThat(north.confirm(order)).isInstanceOf(Confirmation.Signed.class);
    }

    @Test
    void an_order_that_the_buyers_utility_will_not_look_at_holds_up_no_other() {
        market.cutOff("south");
        AnOrder unwanted = AnOrder.ofItsOwn();
        north.confirm(unwanted);
        north.confirm(order);
        market.reconnect("south");
        // South does not know the platform, or its key: it signs nothing.
        market.turnsAway(unwanted, Reason.SIGNATURE_INVALID);

        north.askAgain();

        assertThat(trade(north).signedByAll()).isTrue();
        assertThat(north.ledger.outbox().stream()
                        .filter(message -> message.kind().equals("COUNTERSIGN"))
                        .map(OutboxMessage::subject))
                .containsExactly(unwanted.digest());
        assertThat(refused(north.confirm(unwanted)).refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
    }

    @Test
    void an_order_whose_identity_is_taken_at_the_buyers_utility_is_not_asked_for_again_and_keeps_its_limit() {
        AnOrder other = order.underTheSameId().from("south");
        south.confirm(other);
        market.cutOff("south");
        north.confirm(order);
        market.reconnect("south");

        north.askAgain();

        assertThat(north.ledger.outbox()).isEmpty();
        assertThat(south.ledger.conflicts()).containsExactly(order.digest());
        assertThat(refused(north.confirm(order)).refusal().reason()).isEqualTo(Reason.ORDER_CONFLICT);
        // South has signed nothing, so it could still come with an attestation of this order.
        assertThat(trade(north).state()).isEqualTo(TradeState.PENDING);
        assertThat(north.ledger.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
    }

    @Test
    void the_bytes_that_the_platforms_signed_come_back_as_they_were() {
        SealedOrder sealed = sealed(north.confirm(order));

        assertThat(sealed.getOrder()).isEqualTo(OrderWire.toMessage(order.consented()));
    }

    private StoredTrade trade(AUtility utility) {
        return utility.ledger.find(order.digest()).orElseThrow();
    }

    private static SealedOrder sealed(Confirmation confirmation) {
        assertThat(confirmation).isInstanceOf(Confirmation.Signed.class);
        return TradeWire.sealedOrder(((Confirmation.Signed) confirmation).trade());
    }

    private static Confirmation.Refused refused(Confirmation confirmation) {
        assertThat(confirmation).isInstanceOf(Confirmation.Refused.class);
        return (Confirmation.Refused) confirmation;
    }
}
