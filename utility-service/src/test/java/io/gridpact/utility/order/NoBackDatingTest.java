package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A side that dates what it signs as it would like it (PROTOCOL.md, section 5): what it says of time counts as far as
/// the log bears it out.
class NoBackDatingTest {

    private static final Instant START = ANetwork.WINDOW.start();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void an_attestation_that_is_logged_late_does_not_jump_the_queue() {
        network.withholdJournal("north");
        AnOrder claimsToBeFirst = network.traded(1_000);
        network.advanceTo(ANetwork.NOW.plus(MINUTE.multipliedBy(30)));
        network.logAgain("north");
        network.settle();
        AnOrder second = network.traded(2_000);
        network.withholdJournal("north");
        AnOrder third = network.traded(3_000);
        network.advanceTo(ANetwork.NOW.plus(MINUTE.multipliedBy(60)));
        network.logAgain("north");

        network.advanceTo(START);

        for (ASealingUtility utility : List.of(north, south)) {
            assertThat(utility.confirmedAt(claimsToBeFirst)).containsExactly("2026-06-01 08:30:00");
            assertThat(utility.confirmedAt(second)).containsExactly("2026-06-01 09:00:00");
            assertThat(utility.confirmedAt(third)).containsExactly("2026-06-01 09:00:00");
            assertThat(utility.findings()).isEmpty();
        }
    }

    @Test
    void a_journal_that_is_kept_back_until_the_meters_are_read_counts_as_gate_closure_and_no_later() {
        network.withholdJournal("north");
        AnOrder order = network.traded(1_000);
        network.advanceTo(START.minusSeconds(60));

        network.logAgain("north");
        network.advanceTo(START);

        assertThat(south.confirmedAt(order)).containsExactly("2026-06-01 11:45:00");
        assertThat(north.confirmedAt(order)).isEqualTo(south.confirmedAt(order));
    }

    @Test
    void a_receipt_that_is_dated_after_the_gate_is_none() {
        network.loseReceipts(true);
        AnOrder order = network.traded(1_000);
        Envelope seller = attestation(south, order, TradeRole.SELLER);
        Envelope buyer = attestation(south, order, TradeRole.BUYER);
        network.advanceTo(ANetwork.GATE_CLOSURE);

        assertRefused(
                Reason.INVALID_PROOF,
                "signed_at_millis",
                () -> south.acceptReceipts.accept(
                        "north", List.of(ALie.receipt(order, seller, buyer, ANetwork.GATE_CLOSURE, "north"))));
        assertThat(south.stored.database().number("select count(*) from trade where receipt is not null"))
                .isZero();
    }

    @Test
    void a_journal_root_that_is_logged_when_the_gate_has_closed_does_not_stand_for_a_receipt() {
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(30));
        network.loseReceipts(true);
        AnOrder order = AnOrder.ofItsOwn().made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(order);
        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(90));

        assertThat(south.answerComparison
                        .show(
                                "north",
                                START,
                                1,
                                List.of(ALie.logged(
                                        order,
                                        attestation(south, order, TradeRole.SELLER),
                                        attestation(south, order, TradeRole.BUYER),
                                        ANetwork.NOW.minus(MINUTE.multipliedBy(10)),
                                        network.arbiter)),
                                List.of())
                        .results()
                        .getFirst())
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.INVALID_PROOF);
                    assertThat(refusal.field()).isEqualTo("logged_at_millis");
                });
    }

    /// What a seller's utility that attests anything puts before the buyer's.
    private record Dated(
            String name, Instant created, Instant expires, Instant attestedAt, Reason reason, String field) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Dated> datedOtherwise() {
        Instant now = ANetwork.NOW;
        Instant gate = ANetwork.GATE_CLOSURE;
        Instant made = now.minusSeconds(60);
        Duration fiveMinutes = Duration.ofMinutes(5);
        return List.of(
                new Dated(
                        "an order that was made too far ahead",
                        now.plus(fiveMinutes).plusMillis(1),
                        gate,
                        now,
                        Reason.INVALID_ORDER,
                        "created_millis"),
                new Dated(
                        "an order of more than a day ago",
                        now.minus(Duration.ofHours(24)).minusMillis(1),
                        gate,
                        now,
                        Reason.INVALID_ORDER,
                        "created_millis"),
                new Dated("an order that has expired", made, now, made, Reason.WINDOW_CLOSED, "expires_millis"),
                new Dated(
                        "an order that outlives the gate",
                        made,
                        gate.plusMillis(1),
                        now,
                        Reason.INVALID_ORDER,
                        "expires_millis"),
                new Dated(
                        "an attestation from before the order was made",
                        made,
                        gate,
                        made.minus(fiveMinutes).minusMillis(1),
                        Reason.INVALID_PROOF,
                        "seller_attestation.logged_at_millis"),
                new Dated(
                        "an attestation of a time to come",
                        made,
                        gate,
                        now.plus(fiveMinutes).plusMillis(1),
                        Reason.INVALID_PROOF,
                        "seller_attestation.logged_at_millis"),
                new Dated(
                        "an attestation of when the order had expired",
                        made,
                        now.plusSeconds(60),
                        now.plusSeconds(60),
                        Reason.INVALID_PROOF,
                        "seller_attestation.logged_at_millis"));
    }

    @ParameterizedTest
    @MethodSource("datedOtherwise")
    void the_buyers_utility_takes_from_a_lying_sellers_utility_neither(Dated dated) {
        AnOrder order = AnOrder.ofItsOwn().made(dated.created(), dated.expires());
        SignedAttestation seller = ALie.attestation(order, TradeRole.SELLER, dated.attestedAt());

        assertRefused(
                dated.reason(),
                dated.field(),
                () -> south.countersignOrder.countersign(order.consented(), seller, order.buyerOpening()));

        assertThat(south.state(order)).isEqualTo("none");
        assertThat(south.stored.usedWh(AnOrder.BUYER, "", Direction.CONSUMPTION))
                .isZero();
    }

    private static Envelope attestation(ASealingUtility utility, AnOrder order, TradeRole role) {
        return utility.stored
                .ledger()
                .find(order.digest())
                .flatMap(trade -> trade.attestation(role))
                .orElseThrow();
    }

    private static void assertRefused(Reason reason, String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(reason);
            assertThat(refused.refusal().field()).isEqualTo(field);
        });
    }
}
