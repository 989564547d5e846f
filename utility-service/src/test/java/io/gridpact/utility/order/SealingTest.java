package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.utility.ledger.LedgerMeter;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.pairing.DeclarePairDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From gate closure to delivery, between two utilities on real databases (PROTOCOL.md, section 5).
class SealingTest {

    private static final Instant WINDOW_START = ANetwork.WINDOW.start();
    private static final Instant WINDOW_END = ANetwork.WINDOW.end();

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void what_both_lists_hold_is_sealed_at_the_gate_and_delivered_at_the_windows_end() {
        AnOrder one = network.traded(5_000);
        AnOrder two = network.traded(4_000);
        AnOrder local = AnOrder.ofItsOwn().from("south");
        south.confirm(local);

        network.advanceTo(ANetwork.GATE_CLOSURE.minusMillis(1));
        assertThat(states(one, two)).containsOnly("PENDING");

        network.advanceTo(ANetwork.GATE_CLOSURE);
        assertThat(states(one, two)).containsOnly("SEALED");
        assertThat(pairDigests(north)).containsExactly("south 2 9000 t t");
        assertThat(pairDigests(south)).containsExactly("north 2 9000 t t", "south 1 5000 t t");

        network.advanceTo(WINDOW_END);
        assertThat(states(one, two)).containsOnly("DELIVERED");
        assertThat(south.state(local)).isEqualTo("DELIVERED");
        assertThat(north.stored.tallied().all())
                .containsOnly(Map.entry("PENDING", 2L), Map.entry("SEALED", 2L), Map.entry("DELIVERED", 2L));
        assertThat(south.stored.tallied().all())
                .containsOnly(Map.entry("PENDING", 2L), Map.entry("SEALED", 3L), Map.entry("DELIVERED", 3L));
        assertThat(north.stored.outbox()).isEmpty();
        assertThat(south.stored.outbox()).isEmpty();
        assertThat(north.stored.findings("north")).isEmpty();
        assertThat(south.stored.findings("south")).isEmpty();
    }

    @Test
    void a_trade_that_cannot_be_listed_costs_no_transaction_while_its_window_waits() {
        network.cutOff("south");
        north.confirm(AnOrder.ofItsOwn());
        network.advanceTo(ANetwork.GATE_CLOSURE);
        LedgerWriter closed = new LedgerWriter(
                north.stored.database().dataSource(), network.clock, UUID::randomUUID, LedgerMeter.NONE);
        closed.close();
        CloseGates gates = new CloseGates(
                "north",
                new AMarket.Terms("north"),
                north.stored.reader(),
                closed,
                new DeclarePairDigest(
                        "north",
                        ANetwork.signer("north"),
                        Salts.secure(),
                        (connection, now) -> now,
                        new Submissions("arbiter")));

        assertThat(gates.runDue(network.clock.instant())).isZero();
    }

    @Test
    void a_receipt_is_of_use_until_its_window_begins() {
        AnOrder order = network.traded(5_000);
        DeliverReceipts receipts =
                new DeliverReceipts(north.stored.reader(), network.new Links("north"), north.stored.writer());

        assertThat(receipts.endOfUse(order.digest(), ANetwork.NOW)).isEqualTo(WINDOW_START);
    }

    @Test
    void confirmed_at_is_the_later_of_two_attestations_that_were_logged_in_time() {
        network.advanceTo(ANetwork.NOW.plusSeconds(90));
        AnOrder order = network.traded(5_000);

        network.advanceTo(WINDOW_START);

        assertThat(north.confirmedAt(order)).containsExactly("2026-06-01 08:01:30");
        assertThat(south.confirmedAt(order)).containsExactly("2026-06-01 08:01:30");
    }

    @Test
    void what_is_logged_late_counts_from_when_it_is_logged() {
        network.arbiter.goDown();
        AnOrder order = network.traded(5_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(300));
        network.arbiter.comeBack();

        network.advanceTo(WINDOW_START);

        assertThat(north.confirmedAt(order)).containsExactly("2026-06-01 11:40:00");
        assertThat(south.confirmedAt(order)).containsExactly("2026-06-01 11:40:00");
    }

    @Test
    void while_the_arbiter_is_away_trades_are_sealed_and_count_from_gate_closure_at_the_latest() {
        network.arbiter.goDown();
        AnOrder order = network.traded(5_000);
        network.advanceTo(ANetwork.GATE_CLOSURE);
        assertThat(states(order)).containsOnly("SEALED");
        assertThat(north.confirmedAt(order)).containsExactly("null");

        network.advanceTo(WINDOW_START.minusSeconds(300));
        network.arbiter.comeBack();
        network.advanceTo(WINDOW_START);

        assertThat(north.confirmedAt(order)).containsExactly("2026-06-01 11:45:00");
        assertThat(south.confirmedAt(order)).containsExactly("2026-06-01 11:45:00");
    }

    @Test
    void what_the_buyers_utility_never_answered_is_void_at_the_windows_start_and_its_limit_free() {
        AnOrder sealed = network.traded(5_000);
        network.cutOff("south");
        AnOrder unanswered = AnOrder.ofItsOwn().of(7_000);
        north.confirm(unanswered);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.reconnect("south");

        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));
        assertThat(states(sealed)).containsOnly("SEALED");
        assertThat(north.state(unanswered)).isEqualTo("PENDING");
        assertThat(north.stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(12_000);

        network.advanceTo(WINDOW_START);
        assertThat(north.state(unanswered)).isEqualTo("VOID");
        assertThat(south.state(unanswered)).isEqualTo("none");
        assertThat(north.stored.usedWh(AnOrder.SELLER, "", Direction.INJECTION)).isEqualTo(5_000);
        assertThat(north.stored.outbox()).isEmpty();
    }

    @Test
    void the_list_waits_for_a_receipt_that_is_on_its_way() {
        network.loseReceipts(true);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(30));
        AnOrder order = AnOrder.ofItsOwn().made(ANetwork.NOW, ANetwork.GATE_CLOSURE);
        north.confirm(order);

        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));
        assertThat(pairDigests(south)).containsExactly("north null null null f");
        assertThat(states(order)).containsOnly("PENDING");

        network.loseReceipts(false);
        network.settle();
        assertThat(states(order)).containsOnly("SEALED");
    }

    @Test
    void without_a_receipt_an_attestation_that_was_logged_before_the_gate_is_proof_enough() {
        AnOrder order = AnOrder.ofItsOwn();
        network.loseReceipts(true);
        north.confirm(order);

        network.advanceTo(ANetwork.GATE_CLOSURE.plus(CloseGates.RECEIPTS_MAY_TAKE));

        assertThat(states(order)).containsOnly("SEALED");
        assertThat(south.stored.database().number("select count(*) from trade where receipt is null"))
                .isEqualTo(1);
    }

    @Test
    void an_order_is_not_attested_once_the_gate_has_closed() {
        network.traded(5_000);
        network.advanceTo(ANetwork.GATE_CLOSURE);

        Confirmation late = north.confirm(AnOrder.ofItsOwn().made(ANetwork.NOW, ANetwork.GATE_CLOSURE));

        assertThat(late).isInstanceOf(Confirmation.Refused.class);
        assertThat(north.stored.database().rows("select window_start from closed_window"))
                .hasSize(1);
    }

    @Test
    void everything_sent_again_changes_nothing() {
        network.traded(5_000);
        network.traded(4_000);
        network.advanceTo(WINDOW_START);
        List<String> before = network.everything();

        for (ASealingUtility utility : List.of(north, south)) {
            for (String kind : List.of("PAIR_DIGEST", ShowSealing.KIND)) {
                utility.stored.database().execute("""
                        insert into outbox select gen_random_uuid(), peer, '%s', own_statement_digest, 0
                        from pair_digest where own_statement_digest is not null""".formatted(kind));
            }
            utility.stored.database().execute("""
                    insert into outbox select gen_random_uuid(), 'arbiter', 'LOG', statement_digest, 0
                    from submission""");
        }
        north.stored.database().execute("""
                insert into outbox select gen_random_uuid(), peer, '%s', order_digest, 0 from trade""".formatted(OutboxKinds.RECEIPT));
        network.settle();

        assertThat(network.everything()).isEqualTo(before);
    }

    @Test
    void a_proof_that_does_not_hold_is_not_taken_and_the_right_one_is() {
        AnOrder order = network.traded(5_000);
        network.proofsOnTheWay(proofs -> new SealingProofs(
                proofs.windowStart(),
                proofs.minutes(),
                proofs.paths().stream()
                        .map(path -> new SealingProofs.Path(
                                path.order(),
                                path.attestation(),
                                path.minute(),
                                path.index(),
                                altered(path.siblings())))
                        .toList()));
        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(120));
        assertThat(north.confirmedAt(order)).containsExactly("null");
        assertThat(north.stored.outbox()).hasSize(1);

        network.proofsOnTheWay(proofs -> proofs);
        network.settle();

        assertThat(north.confirmedAt(order)).doesNotContain("null");
        assertThat(north.stored.outbox()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60, 5_400, 13_500, 13_560, 14_400})
    void everything_made_anew_goes_on_where_it_was(long secondsAfterTrading) {
        AnOrder order = network.traded(5_000);
        network.advanceTo(ANetwork.NOW.plusSeconds(secondsAfterTrading));

        network.restart();
        network.advanceTo(WINDOW_END);

        assertThat(network.at("north").state(order)).isEqualTo("DELIVERED");
        assertThat(network.at("south").state(order)).isEqualTo("DELIVERED");
        assertThat(network.at("south").confirmedAt(order)).containsExactly("2026-06-01 08:00:00");
    }

    @Test
    void windows_go_by_each_for_itself() {
        AnOrder first = network.traded(1_000);
        var later = DeliveryWindow.startingAt(WINDOW_END, Duration.ofHours(1));
        AnOrder second = AnOrder.ofItsOwn().in(later);
        north.confirm(second);

        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));

        assertThat(states(first)).containsOnly("SEALED");
        assertThat(states(second)).containsOnly("PENDING");
        network.advanceTo(later.end());
        assertThat(states(first, second)).containsOnly("DELIVERED");
    }

    private static List<Digest> altered(List<Digest> siblings) {
        List<Digest> altered = new ArrayList<>(siblings);
        byte[] first = altered.getFirst().bytes().clone();
        first[0] ^= 1;
        altered.set(0, Digest.of(first));
        return altered;
    }

    private List<String> states(AnOrder... orders) {
        return List.of(orders).stream()
                .flatMap(order -> List.of(north.state(order), south.state(order)).stream())
                .toList();
    }

    private static List<String> pairDigests(ASealingUtility utility) {
        return utility.stored.database().rows("""
                select peer, trades, energy_wh, own_digest = peer_digest, concluded from pair_digest order by peer""");
    }
}
