package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Revision;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.AnUpdate;
import io.gridpact.utility.update.UpdateAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Updates between two utilities on real databases, until their trades are sealed (PROTOCOL.md, section 5).
class UpdatedTradesTest {

    private static final Instant WINDOW_START = ANetwork.WINDOW.start();
    private static final DeliveryWindow EARLIER = window("2026-06-01T10:00:00Z");
    private static final DeliveryWindow LATER = window("2026-06-01T15:00:00Z");
    private static final DeliveryWindow TOMORROW = window("2026-06-02T12:00:00Z");

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @AfterEach
    void nothing_is_found_and_close() {
        List<String> found = Stream.of(north, south)
                .flatMap(utility -> utility.findings().stream())
                .toList();
        network.close();
        assertThat(found).isEmpty();
    }

    @Test
    void what_the_seller_utility_cancels_is_cancelled_at_both_and_its_limit_given_back() {
        AnOrder order = network.traded(5_000);
        assertThat(north.used()).containsExactly(" INJECTION 2026-06-01 5000", "sunbird INJECTION 2026-06-01 5000");

        assertThat(north.updating.make(order.digest(), 0, UpdateReason.OUTAGE)).isEmpty();
        network.settle();

        assertThat(both(order)).containsOnly("CANCELLED 1 5000 01 12:00");
        assertThat(north.used()).isEmpty();
        assertThat(south.used()).isEmpty();
        assertThat(north.stored.outbox()).isEmpty();
        network.advanceTo(WINDOW_START);
        assertThat(both(order)).containsOnly("CANCELLED 1 5000 01 12:00");
    }

    @Test
    void what_the_buyer_utility_curtails_is_requested_attested_and_sealed_with_what_is_left() {
        AnOrder order = network.traded(5_000);

        assertThat(south.updating.make(order.digest(), 2_000, UpdateReason.CONGESTION))
                .isEmpty();
        network.settle();

        assertThat(both(order)).containsOnly("PENDING 1 2000 01 12:00");
        assertThat(south.used()).containsExactly(" CONSUMPTION 2026-06-01 2000", "helio CONSUMPTION 2026-06-01 2000");
        network.advanceTo(ANetwork.WINDOW.end());
        assertThat(both(order)).containsOnly("DELIVERED 1 2000 01 12:00");
        assertThat(lists(north)).containsExactly("12:00 1 2000 t");
        assertThat(lists(south)).containsExactly("12:00 1 2000 t");
    }

    @Test
    void platforms_curtail_move_and_cancel_one_trade_revision_after_revision() {
        AnOrder order = network.traded(5_000);

        attested(curtailed(order, 3_000));
        network.settle();
        attested(moved(order, LATER));
        network.settle();
        assertThat(both(order)).containsOnly("PENDING 2 3000 01 15:00");
        attested(north.updating.update(
                AnUpdate.cancelled(order.digest(), north.present(order), network.clock.instant())));
        network.settle();

        assertThat(both(order)).containsOnly("CANCELLED 3 3000 01 15:00");
        assertThat(north.updates(order)).containsExactly("CURTAIL IN_FORCE", "RESCHEDULE IN_FORCE", "CANCEL IN_FORCE");
        assertThat(north.used()).isEmpty();
        assertThat(refusal(north.updating.update(
                        AnUpdate.cancelled(order.digest(), north.present(order), network.clock.instant()))))
                .as("what is cancelled")
                .isEqualTo(Reason.REVISION_CONFLICT);
    }

    @Test
    void a_trade_that_was_moved_is_sealed_in_its_new_window_and_in_no_other() {
        AnOrder later = network.traded(5_000);
        AnOrder earlier = network.traded(4_000);
        attested(moved(later, LATER));
        attested(moved(earlier, EARLIER));
        network.settle();

        network.advanceTo(LATER.end());

        assertThat(both(later)).containsOnly("DELIVERED 1 5000 01 15:00");
        assertThat(both(earlier)).containsOnly("DELIVERED 1 4000 01 10:00");
        assertThat(lists(north)).containsExactly("10:00 1 4000 t", "15:00 1 5000 t");
        assertThat(lists(south)).containsExactly("10:00 1 4000 t", "15:00 1 5000 t");
    }

    @Test
    void a_move_to_another_day_holds_both_days_until_it_is_in_force() {
        network.loseReceipts(true);
        AnOrder order = network.traded(5_000);
        network.loseReceipts(false);
        network.settle();
        network.loseReceipts(true);

        attested(moved(order, TOMORROW));
        network.settle();
        assertThat(north.used())
                .containsExactly(
                        " INJECTION 2026-06-01 5000",
                        " INJECTION 2026-06-02 5000",
                        "sunbird INJECTION 2026-06-01 5000",
                        "sunbird INJECTION 2026-06-02 5000");
        assertThat(north.findings()).isEmpty();

        network.loseReceipts(false);
        network.settle();
        assertThat(north.used()).containsExactly(" INJECTION 2026-06-02 5000", "sunbird INJECTION 2026-06-02 5000");
        assertThat(south.used()).containsExactly(" CONSUMPTION 2026-06-02 5000", "helio CONSUMPTION 2026-06-02 5000");
    }

    @Test
    void a_move_to_a_day_whose_limit_does_not_hold_it_is_refused_in_writing_and_frees_the_revision() {
        AnOrder order = network.traded(60_000);
        AnOrder tomorrow = AnOrder.ofItsOwn()
                .of(60_000)
                .in(TOMORROW)
                .made(ANetwork.NOW, TOMORROW.start().minusSeconds(1_800));
        assertThat(north.confirm(tomorrow)).isInstanceOf(Confirmation.Signed.class);

        UpdateAnswer answer = moved(order, TOMORROW);

        assertThat(refusal(answer)).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(((UpdateAnswer.Refused) answer).attestation()).isPresent();
        assertThat(both(order)).containsOnly("PENDING 0 60000 01 12:00");
        attested(curtailed(order, 1_000));
        network.settle();
        assertThat(both(order)).containsOnly("PENDING 1 1000 01 12:00");
    }

    @Test
    void what_a_platform_may_do_no_longer_or_with_no_meter_there_is_refused_in_writing() {
        AnOrder order = network.traded(5_000);
        south.stored.database().execute("delete from mandate where platform = 'helio'");

        UpdateAnswer answer = curtailed(order, 1_000);

        assertThat(refusal(answer)).isEqualTo(Reason.NO_MANDATE);
        assertThat(north.updates(order)).containsExactly("CURTAIL REFUSED");
        assertThat(south.updates(order)).containsExactly("CURTAIL REFUSED");
        // The utility itself still may.
        assertThat(south.updating.make(order.digest(), 0, UpdateReason.POLICY)).isEmpty();
        network.settle();
        assertThat(both(order)).containsOnly("CANCELLED 1 5000 01 12:00");
        south.enrol(AnOrder.BUYER, Direction.CONSUMPTION, "helio", ASealingNetwork.LIMIT_WH);
    }

    @Test
    void within_one_utility_a_trade_is_changed_at_once() {
        AnOrder local = AnOrder.ofItsOwn().from("south");
        south.confirm(local);

        attested(south.updating.update(
                AnUpdate.curtailed(local.digest(), south.present(local), 1_000, network.clock.instant())));

        assertThat(south.standing(local)).isEqualTo("SEALED 1 1000 01 12:00");
        network.advanceTo(ANetwork.WINDOW.end());
        assertThat(south.standing(local)).isEqualTo("DELIVERED 1 1000 01 12:00");
    }

    @Test
    void of_two_updates_of_one_revision_the_first_that_the_seller_utility_attests_stands() {
        AnOrder order = network.traded(5_000);
        network.cutOff("south");
        Revision present = north.present(order);
        Envelope first = AnUpdate.curtailed(order.digest(), present, 3_000, network.clock.instant());
        assertThat(refusal(north.updating.update(first))).isEqualTo(Reason.PEER_UNAVAILABLE);

        UpdateAnswer second = curtailed(order, 2_000);
        assertThat(refusal(second)).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(south.updating.make(order.digest(), 0, UpdateReason.OUTAGE)).isEmpty();

        network.reconnect("south");
        network.settle();
        assertThat(both(order)).containsOnly("PENDING 1 3000 01 12:00");
        assertThat(south.updates(order)).containsExactlyInAnyOrder("CURTAIL IN_FORCE", "CANCEL REFUSED");
        assertThat(refusal(north.updating.update(AnUpdate.cancelled(order.digest(), present, ANetwork.NOW))))
                .isEqualTo(Reason.REVISION_CONFLICT);
    }

    @Test
    void a_repeated_update_request_or_receipt_is_answered_with_the_same_bytes_and_changes_nothing() {
        AnOrder order = network.traded(5_000);
        Envelope update = AnUpdate.curtailed(order.digest(), north.present(order), 3_000, network.clock.instant());
        StoredUpdate first = attested(north.updating.update(update));
        network.settle();
        List<String> before = network.everything();
        StoredUpdate held = north.updating.updates().find(first.digest()).orElseThrow();

        StoredUpdate again = attested(north.updating.update(update));
        assertThat(again.sellerAttestation()).isEqualTo(held.sellerAttestation());
        assertThat(again.buyerAttestation()).isEqualTo(held.buyerAttestation());
        assertThat(south.updating.countersignAgain("north", held))
                .isEqualTo(held.buyerAttestation().orElseThrow());
        south.updating.acceptAgain("north", held);
        network.settle();

        assertThat(network.everything()).isEqualTo(before);
    }

    @Test
    void after_the_gate_has_closed_nothing_is_updated() {
        AnOrder order = network.traded(5_000);
        Revision present = north.present(order);
        network.advanceTo(ANetwork.GATE_CLOSURE);

        assertThat(refusal(north.updating.update(AnUpdate.cancelled(order.digest(), present, network.clock.instant()))))
                .isEqualTo(Reason.WINDOW_CLOSED);
        assertThat(north.updating.make(order.digest(), 0, UpdateReason.OUTAGE)).contains(Reason.WINDOW_CLOSED);
        network.advanceTo(WINDOW_START);
        assertThat(both(order)).containsOnly("SEALED 0 5000 01 12:00");
    }

    @Test
    void what_the_buyer_utility_does_not_answer_has_lapsed_and_the_trade_stands_as_it_was() {
        AnOrder order = network.traded(5_000);
        network.settle();
        network.loseAnswers(true);
        network.arbiter.goDown();
        assertThat(refusal(curtailed(order, 1_000))).isEqualTo(Reason.PEER_UNAVAILABLE);
        network.advanceTo(ANetwork.GATE_CLOSURE);
        network.arbiter.comeBack();

        network.advanceTo(WINDOW_START.plusSeconds(60));

        assertThat(both(order)).containsOnly("SEALED 0 5000 01 12:00");
        assertThat(north.updates(order)).containsExactly("CURTAIL LAPSED");
        assertThat(south.updates(order)).containsExactly("CURTAIL LAPSED");
        assertThat(north.used()).containsExactly(" INJECTION 2026-06-01 5000", "sunbird INJECTION 2026-06-01 5000");
    }

    @Test
    void an_answer_that_was_lost_but_logged_before_the_gate_counts_at_both() {
        AnOrder order = network.traded(5_000);
        AnOrder cancelled = network.traded(4_000);
        AnOrder gone = network.traded(3_000);
        network.settle();
        network.loseAnswers(true);
        curtailed(order, 1_000);
        north.updating.update(
                AnUpdate.cancelled(cancelled.digest(), north.present(cancelled), network.clock.instant()));
        moved(gone, LATER);
        network.advanceTo(ANetwork.GATE_CLOSURE);
        network.loseAnswers(false);

        network.advanceTo(LATER.end());

        assertThat(both(order)).containsOnly("DELIVERED 1 1000 01 12:00");
        assertThat(both(cancelled)).containsOnly("CANCELLED 1 4000 01 12:00");
        assertThat(both(gone)).containsOnly("DELIVERED 1 3000 01 15:00");
        assertThat(north.used()).containsExactly(" INJECTION 2026-06-01 4000", "sunbird INJECTION 2026-06-01 4000");
    }

    @Test
    void a_receipt_that_was_lost_counts_when_it_is_shown() {
        network.arbiter.goDown();
        AnOrder order = network.traded(5_000);
        AnOrder cancelled = network.traded(4_000);
        AnOrder gone = network.traded(3_000);
        network.settle();
        network.loseReceipts(true);
        attested(curtailed(order, 1_000));
        attested(north.updating.update(
                AnUpdate.cancelled(cancelled.digest(), north.present(cancelled), network.clock.instant())));
        attested(moved(gone, LATER));

        network.advanceTo(LATER.end());

        assertThat(both(order)).containsOnly("DELIVERED 1 1000 01 12:00");
        assertThat(both(cancelled)).containsOnly("CANCELLED 1 4000 01 12:00");
        assertThat(both(gone)).containsOnly("DELIVERED 1 3000 01 15:00");
    }

    @Test
    void a_receipt_that_arrived_and_of_which_the_seller_utility_does_not_know_leads_to_the_same() {
        AnOrder order = network.traded(5_000);
        AnOrder cancelled = network.traded(4_000);
        network.settle();
        network.loseAnswersToReceipts(true);
        attested(curtailed(order, 1_000));
        attested(north.updating.update(
                AnUpdate.cancelled(cancelled.digest(), north.present(cancelled), network.clock.instant())));

        network.advanceTo(WINDOW_START);

        assertThat(both(order)).containsOnly("SEALED 1 1000 01 12:00");
        assertThat(both(cancelled)).containsOnly("CANCELLED 1 4000 01 12:00");
    }

    @Test
    void a_move_to_an_earlier_window_whose_receipt_is_never_shown_leaves_the_trade_where_it_was() {
        network.arbiter.goDown();
        AnOrder order = network.traded(5_000);
        network.settle();
        network.loseReceipts(true);
        attested(moved(order, EARLIER));
        network.settle();
        network.cutOff("south");
        network.advanceTo(EARLIER.start());
        network.arbiter.comeBack();
        network.advanceTo(EARLIER.start().plusSeconds(4_200));
        network.reconnect("south");

        network.advanceTo(WINDOW_START);

        assertThat(both(order)).containsOnly("SEALED 0 5000 01 12:00");
        assertThat(north.updates(order)).containsExactly("RESCHEDULE LAPSED");
        assertThat(south.updates(order)).containsExactly("RESCHEDULE LAPSED");
    }

    @Test
    void a_move_to_an_earlier_window_whose_receipt_was_lost_is_sealed_there_by_the_arbiters_word() {
        AnOrder order = network.traded(5_000);
        network.settle();
        network.loseReceipts(true);
        attested(moved(order, EARLIER));
        network.settle();
        network.cutOff("south");

        network.advanceTo(WINDOW_START);

        assertThat(both(order)).containsOnly("DELIVERED 1 5000 01 10:00");
    }

    @Test
    void a_peer_that_takes_no_proof_of_an_update_is_overruled_by_the_arbiter_who_holds_both() {
        network.arbiter.goDown();
        AnOrder order = network.traded(5_000);
        AnOrder cancelled = network.traded(4_000);
        network.settle();
        network.loseReceipts(true);
        attested(curtailed(order, 1_000));
        attested(north.updating.update(
                AnUpdate.cancelled(cancelled.digest(), north.present(cancelled), network.clock.instant())));
        network.makeStubborn("south");
        network.advanceTo(ANetwork.GATE_CLOSURE);
        network.arbiter.comeBack();

        network.advanceTo(WINDOW_START.plusSeconds(60));

        assertThat(both(order)).containsOnly("SEALED 1 1000 01 12:00");
        assertThat(both(cancelled)).containsOnly("CANCELLED 1 4000 01 12:00");
    }

    @Test
    void a_peer_that_is_away_and_comes_back_before_the_gate_takes_the_update() {
        AnOrder order = network.traded(5_000);
        network.putToSleep("south");
        assertThat(north.updating.make(order.digest(), 2_500, UpdateReason.METERING))
                .isEmpty();
        network.advanceTo(ANetwork.NOW.plusSeconds(3_600));
        assertThat(north.standing(order)).isEqualTo("PENDING 0 5000 01 12:00");
        assertThat(north.used()).containsExactly(" INJECTION 2026-06-01 5000", "sunbird INJECTION 2026-06-01 5000");

        network.wake("south");
        network.restart();
        network.settle();

        assertThat(Stream.of("north", "south").map(id -> network.at(id).standing(order)))
                .containsOnly("PENDING 1 2500 01 12:00");
    }

    @Test
    void nobody_updates_what_is_not_theirs_to_update() {
        AnOrder order = network.traded(5_000);
        Revision present = north.present(order);

        Envelope byOnePlatform = AnUpdate.signed(
                AnUpdate.draft(
                        order.digest(),
                        present,
                        UpdateKind.CANCEL,
                        UpdateReason.PLATFORMS,
                        "helio",
                        present.window(),
                        0,
                        ANetwork.NOW),
                List.of("helio"));
        Envelope byAUtilityMoved = AnUpdate.signed(
                AnUpdate.draft(
                        order.digest(),
                        present,
                        UpdateKind.RESCHEDULE,
                        UpdateReason.OUTAGE,
                        "north",
                        LATER,
                        5_000,
                        ANetwork.NOW),
                List.of("north"));
        Envelope ofAnother = AnUpdate.cancelled(Digest.of(new byte[32]), present, ANetwork.NOW);

        assertThat(refusal(north.updating.update(byOnePlatform))).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusal(north.updating.update(byAUtilityMoved))).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusal(north.updating.update(ofAnother))).isEqualTo(Reason.UNKNOWN_TRADE);
        assertThat(refusal(south.updating.update(AnUpdate.cancelled(order.digest(), present, ANetwork.NOW))))
                .isEqualTo(Reason.INVALID_ORDER);
        assertThat(both(order)).containsOnly("PENDING 0 5000 01 12:00");
    }

    private UpdateAnswer curtailed(AnOrder order, long leftWh) {
        return north.updating.update(
                AnUpdate.curtailed(order.digest(), north.present(order), leftWh, network.clock.instant()));
    }

    private UpdateAnswer moved(AnOrder order, DeliveryWindow to) {
        return north.updating.update(AnUpdate.moved(order.digest(), north.present(order), to, network.clock.instant()));
    }

    private static StoredUpdate attested(UpdateAnswer answer) {
        assertThat(answer).isInstanceOf(UpdateAnswer.Attested.class);
        return ((UpdateAnswer.Attested) answer).update();
    }

    private static Reason refusal(UpdateAnswer answer) {
        assertThat(answer).isInstanceOf(UpdateAnswer.Refused.class);
        return ((UpdateAnswer.Refused) answer).refusal().reason();
    }

    private Stream<String> both(AnOrder order) {
        return Stream.of(north.standing(order), south.standing(order));
    }

    /// Window, trades, energy and whether both are equal, of the last list of each window.
    private static List<String> lists(ASealingUtility utility) {
        return utility.stored.database().rows("""
                select distinct on (window_start)
                    to_char(to_timestamp(window_start / 1000) at time zone 'UTC', 'HH24:MI'), trades, energy_wh, concluded
                from pair_digest where stage = 'SEALED' and own_digest is not null order by window_start, number desc""");
    }

    private static DeliveryWindow window(String start) {
        return DeliveryWindow.startingAt(Instant.parse(start), Duration.ofMinutes(60));
    }
}
