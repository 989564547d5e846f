package io.gridpact.utility.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every ledger does, the real one and the fake.
@SuppressWarnings("NullAway.Init") // set before each test
abstract class LedgerContract {

    private static final long LIMIT_WH = 20_000;

    private LedgerUnderTest under;
    private Ledger ledger;

    abstract LedgerUnderTest start();

    @BeforeEach
    void aLedgerWithTwoCustomers() {
        under = start();
        under.limit(AnOrder.SELLER, Direction.INJECTION, LIMIT_WH);
        under.mandate(AnOrder.SELLER, "sunbird", Direction.INJECTION, LIMIT_WH + 10_000);
        under.limit(AnOrder.BUYER, Direction.CONSUMPTION, LIMIT_WH);
        under.mandate(AnOrder.BUYER, "helio", Direction.CONSUMPTION, 10_000);
        ledger = under.ledger();
    }

    @Test
    void an_attested_order_takes_from_both_limits_is_journaled_and_asked_of_the_buyer_utility() {
        AnOrder order = AnOrder.ofItsOwn();
        NewTrade trade = AnAnswer.attested(order);

        StoredTrade written = written(ledger.attest(trade));

        assertThat(written.state()).isEqualTo(TradeState.PENDING);
        assertThat(written.buyerAttestation()).isEmpty();
        assertThat(sellerUsedWh()).isEqualTo(5_000);
        assertThat(under.usedWh(AnOrder.SELLER, "sunbird", Direction.INJECTION)).isEqualTo(5_000);
        assertThat(under.outbox()).containsExactly(AnAnswer.request(order));
        assertThat(under.journal())
                .containsExactly(
                        order.digest(),
                        written.sellerAttestation().orElseThrow().digest());
        assertSame(ledger.find(order.digest()).orElseThrow(), written);
    }

    @Test
    void an_order_that_comes_again_is_answered_with_the_same_bytes_and_changes_nothing() {
        AnOrder order = AnOrder.ofItsOwn();
        StoredTrade first = written(ledger.attest(AnAnswer.attested(order)));
        List<Digest> journal = under.journal();

        AttestOutcome again = ledger.attest(AnAnswer.attested(order));

        assertThat(again).isInstanceOfSatisfying(AttestOutcome.AnsweredBefore.class, before -> {
            assertThat(before.trade().sellerAttestation()).isEqualTo(first.sellerAttestation());
        });
        assertThat(under.journal()).isEqualTo(journal);
        assertThat(sellerUsedWh()).isEqualTo(5_000);
    }

    @Test
    void another_order_under_the_same_identity_is_a_conflict_and_kept_as_evidence() {
        AnOrder first = AnOrder.ofItsOwn();
        AnOrder second = first.underTheSameId();
        ledger.attest(AnAnswer.attested(first));

        assertThat(ledger.attest(AnAnswer.attested(second))).isEqualTo(new AttestOutcome.Conflict(first.digest()));
        assertThat(ledger.attest(AnAnswer.refused(second, Reason.NO_MANDATE, "seller_platform")))
                .isEqualTo(new AttestOutcome.Conflict(first.digest()));

        AnOrder third = first.underTheSameId();
        assertThat(ledger.attest(AnAnswer.attested(third))).isEqualTo(new AttestOutcome.Conflict(first.digest()));

        // One proves enough.
        assertThat(under.conflicts()).containsExactly(second.digest());
        assertThat(under.journal()).containsOnlyOnce(second.digest()).doesNotContain(third.digest());
        assertThat(ledger.find(second.digest())).isEmpty();
        assertThat(sellerUsedWh()).isEqualTo(5_000);
    }

    @Test
    void more_than_a_limit_leaves_is_refused_with_what_remains_and_takes_nothing() {
        ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(18_000)));
        AnOrder order = AnOrder.ofItsOwn().of(2_001);

        StoredTrade refused = written(ledger.attest(AnAnswer.attested(order)));

        assertThat(refused.state()).isEqualTo(TradeState.REFUSED);
        assertThat(refused.refusal())
                .contains(Refusal.of(Reason.LIMIT_EXCEEDED)
                        .with("remaining_wh", "2000")
                        .with("limit", "CUSTOMER"));
        assertSame(ledger.find(order.digest()).orElseThrow(), refused);
        assertThat(sellerUsedWh()).isEqualTo(18_000);
        assertThat(under.outbox()).doesNotContain(AnAnswer.request(order));
    }

    @Test
    void in_non_blocking_more_than_a_limit_leaves_is_attested_and_flagged() {
        ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(18_000)));
        AnOrder order = AnOrder.ofItsOwn().of(2_001).in(ConfirmationMode.NON_BLOCKING);

        StoredTrade attested = written(ledger.attest(AnAnswer.attested(order)));

        assertThat(attested.state()).isEqualTo(TradeState.PENDING);
        assertThat(attested.refusal()).isEmpty();
        assertThat(flagged(attested, TradeRole.SELLER)).isTrue();
        assertSame(ledger.find(order.digest()).orElseThrow(), attested);
        assertThat(sellerUsedWh()).isEqualTo(20_001);
        assertThat(under.outbox()).contains(AnAnswer.request(order));
    }

    @Test
    void in_non_blocking_what_a_limit_holds_is_not_flagged() {
        AnOrder order = AnOrder.ofItsOwn().of(LIMIT_WH).in(ConfirmationMode.NON_BLOCKING);

        StoredTrade attested = written(ledger.attest(AnAnswer.attested(order)));

        assertThat(flagged(attested, TradeRole.SELLER)).isFalse();
    }

    @Test
    void with_both_sides_here_only_the_side_is_flagged_whose_limit_does_not_hold() {
        AnOrder order = AnOrder.ofItsOwn().from("south").of(12_000).in(ConfirmationMode.NON_BLOCKING);

        StoredTrade sealed = written(ledger.attest(AnAnswer.attested(order)));

        assertThat(sealed.state()).isEqualTo(TradeState.SEALED);
        assertThat(flagged(sealed, TradeRole.SELLER)).isFalse();
        assertThat(flagged(sealed, TradeRole.BUYER)).isTrue();
        assertThat(under.usedWh(AnOrder.BUYER, "helio", Direction.CONSUMPTION)).isEqualTo(12_000);
    }

    @Test
    void what_is_beyond_a_limit_refuses_blocking_orders_until_it_is_given_back() {
        AnOrder beyond = AnOrder.ofItsOwn().of(LIMIT_WH + 5_000).in(ConfirmationMode.NON_BLOCKING);
        ledger.attest(AnAnswer.attested(beyond));

        StoredTrade refused =
                written(ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(1))));
        assertThat(refused.refusal().orElseThrow().metadata()).containsEntry("remaining_wh", "0");

        ledger.release(beyond.digest(), AnAnswer.refuses(beyond, TradeRole.BUYER, Reason.UNKNOWN_METER, ""));
        assertThat(sellerUsedWh()).isZero();
        assertThat(written(ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(LIMIT_WH))))
                        .state())
                .isEqualTo(TradeState.PENDING);
    }

    private static boolean flagged(StoredTrade trade, TradeRole role) {
        return AttestationWire.attestation(trade.attestation(role).orElseThrow())
                .limitExceeded();
    }

    @Test
    void the_last_watt_hour_may_be_taken() {
        ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(LIMIT_WH - 1)));

        assertThat(written(ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(1))))
                        .state())
                .isEqualTo(TradeState.PENDING);
        assertThat(written(ledger.attest(AnAnswer.attested(AnOrder.ofItsOwn().of(1))))
                        .state())
                .isEqualTo(TradeState.REFUSED);
    }

    @Test
    void the_smaller_remainder_is_named() {
        AnOrder order = AnOrder.ofItsOwn().from("south").of(12_000);

        StoredTrade refused = written(ledger.attest(AnAnswer.attested(order)));

        assertThat(refused.refusal().orElseThrow().metadata())
                .containsEntry("remaining_wh", "10000")
                .containsEntry("limit", "MANDATE");
        assertThat(refused.sellerAttestation()).isEmpty();
        assertThat(refused.buyerAttestation()).isPresent();
        assertThat(sellerUsedWh()).isZero();
    }

    @Test
    void with_both_sides_here_an_order_is_sealed_at_once_and_takes_from_four_limits() {
        AnOrder order = AnOrder.ofItsOwn().from("south");

        StoredTrade sealed = written(ledger.attest(AnAnswer.attested(order)));

        assertThat(sealed.state()).isEqualTo(TradeState.SEALED);
        assertThat(sealed.signedByAll()).isTrue();
        assertThat(under.outbox()).isEmpty();
        assertThat(under.journal()).hasSize(3);
        assertThat(sellerUsedWh()).isEqualTo(5_000);
        assertThat(under.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION)).isEqualTo(5_000);
        assertThat(under.usedWh(AnOrder.BUYER, "helio", Direction.CONSUMPTION)).isEqualTo(5_000);
    }

    @Test
    void a_refusal_is_kept_with_its_words_and_takes_nothing() {
        AnOrder order = AnOrder.ofItsOwn();

        StoredTrade refused = written(ledger.attest(AnAnswer.refused(order, Reason.NO_MANDATE, "seller_platform")));

        assertThat(refused.refusal()).contains(Refusal.of(Reason.NO_MANDATE, "seller_platform", "as it was said"));
        assertSame(ledger.find(order.digest()).orElseThrow(), refused);
        assertThat(sellerUsedWh()).isZero();
        assertThat(under.outbox()).isEmpty();
    }

    @Test
    void once_the_gate_has_closed_nothing_is_attested_and_what_was_answered_stands() {
        AnOrder before = AnOrder.ofItsOwn();
        ledger.attest(AnAnswer.attested(before));
        under.closeGate(ANetwork.WINDOW.start());
        AnOrder late = AnOrder.ofItsOwn();

        assertThat(ledger.attest(AnAnswer.attested(late))).isInstanceOf(AttestOutcome.GateClosed.class);
        assertThat(ledger.attest(AnAnswer.attested(before))).isInstanceOf(AttestOutcome.AnsweredBefore.class);

        assertThat(ledger.find(late.digest())).isEmpty();
        assertThat(sellerUsedWh()).isEqualTo(5_000);
    }

    @Test
    void the_buyer_utilitys_attestation_completes_a_trade_and_calls_for_a_receipt() {
        AnOrder order = AnOrder.ofItsOwn();
        SignedAttestation buyer = AnAnswer.attests(order, TradeRole.BUYER);

        assertThat(complete(order, buyer)).isEqualTo(CompleteOutcome.WRITTEN);

        StoredTrade trade = ledger.find(order.digest()).orElseThrow();
        assertThat(trade.signedByAll()).isTrue();
        assertThat(trade.buyerOpening()).isNull();
        assertThat(trade.buyerAttestation()).contains(buyer.envelope());
        assertThat(under.outbox()).containsExactly(AnAnswer.receiptMessage(order));
        assertThat(under.journal()).hasSize(4).contains(buyer.envelope().digest());
    }

    @Test
    void the_same_attestation_again_changes_nothing() {
        AnOrder order = AnOrder.ofItsOwn();
        SignedAttestation buyer = AnAnswer.attests(order, TradeRole.BUYER);
        complete(order, buyer);
        List<Digest> journal = under.journal();

        assertThat(complete(order, buyer)).isEqualTo(CompleteOutcome.REPEATED);

        assertThat(under.journal()).isEqualTo(journal);
    }

    @Test
    void a_buyer_utility_that_has_attested_does_not_take_it_back() {
        AnOrder order = AnOrder.ofItsOwn();
        SignedAttestation buyer = AnAnswer.attests(order, TradeRole.BUYER);
        complete(order, buyer);

        ledger.release(order.digest(), AnAnswer.refuses(order, TradeRole.BUYER, Reason.UNKNOWN_METER, ""));
        assertThat(complete(order, AnAnswer.attests(order, TradeRole.BUYER))).isEqualTo(CompleteOutcome.GATE_CLOSED);

        assertThat(ledger.find(order.digest()).orElseThrow().buyerAttestation()).contains(buyer.envelope());
        assertThat(sellerUsedWh()).isEqualTo(5_000);
    }

    @Test
    void an_attestation_that_comes_after_the_gate_gets_no_receipt() {
        AnOrder order = AnOrder.ofItsOwn();
        ledger.attest(AnAnswer.attested(order));
        under.closeGate(ANetwork.WINDOW.start());

        assertThat(complete(order, AnAnswer.attests(order, TradeRole.BUYER))).isEqualTo(CompleteOutcome.GATE_CLOSED);

        assertThat(ledger.find(order.digest()).orElseThrow().buyerAttestation()).isEmpty();
    }

    @Test
    void the_buyer_utilitys_refusal_gives_the_limit_back_and_stands() {
        AnOrder order = AnOrder.ofItsOwn();
        ledger.attest(AnAnswer.attested(order));
        SignedAttestation refusal =
                AnAnswer.refuses(order, TradeRole.BUYER, Reason.UNKNOWN_METER, "buyer.meter_key_id");

        ledger.release(order.digest(), refusal);
        ledger.release(order.digest(), refusal);

        StoredTrade refused = ledger.find(order.digest()).orElseThrow();
        assertThat(refused.state()).isEqualTo(TradeState.REFUSED);
        assertThat(refused.refusal().orElseThrow().reason()).isEqualTo(Reason.UNKNOWN_METER);
        assertThat(refused.refusal().orElseThrow().field()).isEqualTo("buyer.meter_key_id");
        assertThat(refused.buyerAttestation()).contains(refusal.envelope());
        assertThat(sellerUsedWh()).isZero();
        assertThat(under.usedWh(AnOrder.SELLER, "sunbird", Direction.INJECTION)).isZero();
        assertThat(under.outbox()).isEmpty();
        assertThat(under.journal()).containsOnlyOnce(refusal.envelope().digest());
    }

    @Test
    void a_receipt_is_taken_once_and_only_for_the_attestations_that_are_held() {
        AnOrder order = AnOrder.ofItsOwn();
        SignedAttestation seller = AnAnswer.attests(order, TradeRole.SELLER);
        SignedAttestation buyer = AnAnswer.attests(order, TradeRole.BUYER);
        ledger.attest(AnAnswer.countersigned(order, seller, buyer));
        var receipt = AnAnswer.signedReceipt(AnAnswer.receipt(order, seller, buyer));
        var ofOthers =
                AnAnswer.signedReceipt(AnAnswer.receipt(order, seller, AnAnswer.attests(order, TradeRole.BUYER)));

        assertThat(ledger.acceptReceipts(List.of(ofOthers))).isZero();
        assertThat(ledger.acceptReceipts(List.of(receipt, receipt))).isEqualTo(1);
        assertThat(ledger.acceptReceipts(List.of(receipt))).isZero();

        assertThat(under.journal()).containsOnlyOnce(receipt.receipt().digest());
    }

    @Test
    void what_was_delivered_leaves_the_outbox() {
        AnOrder order = AnOrder.ofItsOwn();
        ledger.attest(AnAnswer.attested(order));

        ledger.delivered(AnAnswer.request(order));

        assertThat(under.outbox()).isEmpty();
    }

    @Test
    void many_orders_at_once_on_one_limit_take_exactly_what_it_holds() throws Exception {
        // 60 orders of 500 to 900 Wh on a limit of 20 kWh: some fit, some do not.
        List<Callable<AttestOutcome>> calls = IntStream.range(0, 60)
                .mapToObj(i -> AnAnswer.attested(AnOrder.ofItsOwn().of(500 + i % 5 * 100)))
                .<Callable<AttestOutcome>>map(trade -> () -> ledger.attest(trade))
                .toList();

        List<AttestOutcome> outcomes = together(calls);

        long takenWh = 0;
        List<Long> remainders = new ArrayList<>();
        for (AttestOutcome outcome : outcomes) {
            StoredTrade trade = written(outcome);
            if (trade.refusal().isEmpty()) {
                takenWh += OrderWire.consented(trade.consentedOrder()).order().quantityWh();
            } else {
                remainders.add(Long.valueOf(trade.refusal().get().metadata().getOrDefault("remaining_wh", "none")));
            }
        }
        assertThat(takenWh).isLessThanOrEqualTo(LIMIT_WH).isEqualTo(sellerUsedWh());
        // Nobody was refused what would have fitted.
        assertThat(remainders).isNotEmpty().allMatch(remaining -> remaining < 900);
        assertThat(under.outbox()).hasSize(60 - remainders.size());
    }

    @Test
    void the_same_order_many_times_at_once_is_one_trade_with_one_answer() throws Exception {
        AnOrder order = AnOrder.ofItsOwn();
        List<Callable<AttestOutcome>> calls = IntStream.range(0, 20)
                .mapToObj(i -> AnAnswer.attested(order))
                .<Callable<AttestOutcome>>map(trade -> () -> ledger.attest(trade))
                .toList();

        List<AttestOutcome> outcomes = together(calls);

        assertThat(outcomes.stream().map(LedgerContract::answered).distinct()).hasSize(1);
        assertThat(outcomes).filteredOn(AttestOutcome.Written.class::isInstance).hasSize(1);
        assertThat(sellerUsedWh()).isEqualTo(5_000);
        assertThat(under.journal()).hasSize(2);
    }

    private CompleteOutcome complete(AnOrder order, SignedAttestation buyer) {
        ledger.attest(AnAnswer.attested(order));
        SignedAttestation seller = AttestationWire.signed(
                ledger.find(order.digest()).orElseThrow().sellerAttestation().orElseThrow());
        return ledger.complete(order.digest(), buyer, AnAnswer.receipt(order, seller, buyer));
    }

    private long sellerUsedWh() {
        return under.usedWh(AnOrder.SELLER, "", Direction.INJECTION);
    }

    private static List<AttestOutcome> together(List<Callable<AttestOutcome>> calls)
            throws InterruptedException, ExecutionException {
        List<AttestOutcome> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<AttestOutcome> outcome : threads.invokeAll(calls)) {
                outcomes.add(outcome.get());
            }
        }
        return outcomes;
    }

    private static StoredTrade written(AttestOutcome outcome) {
        assertThat(outcome).isInstanceOf(AttestOutcome.Written.class);
        return ((AttestOutcome.Written) outcome).trade();
    }

    private static String answered(AttestOutcome outcome) {
        return switch (outcome) {
            case AttestOutcome.Written written -> signature(written.trade());
            case AttestOutcome.AnsweredBefore before -> signature(before.trade());
            case AttestOutcome.Conflict ignored -> "conflict";
            case AttestOutcome.GateClosed ignored -> "closed";
        };
    }

    private static String signature(StoredTrade trade) {
        return trade.sellerAttestation().orElseThrow().toString();
    }

    private static void assertSame(StoredTrade found, StoredTrade written) {
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("buyerOpening")
                .isEqualTo(written);
    }
}
