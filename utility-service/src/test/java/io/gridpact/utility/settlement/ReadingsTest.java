package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.metering.PageMark;
import io.gridpact.utility.metering.ReadingAdjustments.Adjustment;
import io.gridpact.utility.metering.ReadingOutcome;
import io.gridpact.utility.metering.ReviewReadings.UnderReview;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final PageMark ALL = new PageMark(Long.MIN_VALUE, new byte[0]);

    private ANetwork network;
    private AMeter seller;
    private AMeter buyer;
    private ATrade trade;

    @BeforeEach
    void aTrade() {
        network = ANetwork.of("north", "south");
        seller = network.sellerAt("north");
        buyer = network.buyerAt("south");
        trade = network.trade(seller, buyer, 5_000, TEN);
    }

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @Test
    void a_correction_before_the_sheet_is_made_replaces_what_it_corrects() {
        network.injects(seller, 5_000);
        assertThat(correct(3_000, 2)).isInstanceOf(ReadingOutcome.Accepted.class);
        network.consumes(buyer, 9_000);

        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 3000 3000 0.3750 1500 0");
        assertThat(adjustments()).isEmpty();
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_correction_that_comes_after_it_is_an_adjustment_and_changes_no_settlement() {
        network.injects(seller, 5_000);
        network.consumes(buyer, 9_000);
        network.settle();
        String before = trade.settled();
        Envelope correction = seller.corrects(Direction.INJECTION, ANetwork.WINDOW, 3_000, 2);

        assertThat(network.at("north").submit(correction).getFirst()).isInstanceOf(ReadingOutcome.Late.class);
        assertThat(network.at("north").submit(correction).getFirst()).isInstanceOf(ReadingOutcome.Repeated.class);
        assertThat(correct(2_900, 3)).isInstanceOf(ReadingOutcome.Late.class);
        network.at("north").restart();
        network.settle();

        assertThat(trade.settled()).isEqualTo(before).isEqualTo("SETTLED 5000 5000 5000 0.6250 0 0");
        assertThat(adjustments()).singleElement().satisfies(adjustment -> {
            assertThat(adjustment.energyWh()).isEqualTo(2_900);
            assertThat(adjustment.countedWh()).isEqualTo(5_000);
            assertThat(adjustment.estimated()).isFalse();
        });
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void an_adjustment_that_is_made_to_count_is_found() {
        network.injects(seller, 5_000);
        network.consumes(buyer, 9_000);
        network.settle();
        correct(3_000, 2);
        assertThat(network.findings()).isEmpty();

        network.at("north").update("update reading set adjustment = false");

        assertThat(network.findings()).contains("sheet-rests-on-reading");
    }

    @Test
    void a_review_that_was_not_carried_out_is_found() {
        network.injects(seller, 5_000);
        network.injects(seller, 4_000);
        assertThat(network.findings()).isEmpty();

        network.at("north")
                .update("update refused_reading set decision = 'ACCEPTED', decided_at = 1, decision_reason = ''");

        assertThat(network.findings()).containsExactly("review-is-carried-out");
    }

    @Test
    void of_corrections_that_race_with_the_sheet_those_count_that_were_taken_before_it() {
        network.injects(seller, 5_000);
        network.consumes(buyer, 9_000);
        AtomicBoolean settled = new AtomicBoolean();
        CompletableFuture<List<String>> corrections = CompletableFuture.supplyAsync(() -> {
            List<String> outcomes = new ArrayList<>();
            for (long number = 2; number < 400 && !(settled.get() && outcomes.contains("late")); number++) {
                outcomes.add(correct(5_000 - number, number) instanceof ReadingOutcome.Late ? "late" : "counts");
            }
            return outcomes;
        });

        network.settle();
        settled.set(true);
        List<String> outcomes = corrections.join();

        long counted = outcomes.stream().filter("counts"::equals).count();
        assertThat(outcomes.subList((int) counted, outcomes.size()))
                .isNotEmpty()
                .containsOnly("late");
        long figureWh = counted == 0 ? 5_000 : 5_000 - (counted + 1);
        assertThat(trade.settled()).startsWith("SETTLED " + figureWh + " " + figureWh + " " + figureWh);
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_reading_that_comes_after_its_estimate_is_an_adjustment() {
        network.consumes(buyer, 9_000);
        network.clock().moveTo(ANetwork.WINDOW.end().plus(Duration.ofHours(1)));
        network.settle();

        network.injects(seller, 5_000);
        network.settle();

        assertThat(trade.settled()).startsWith("SETTLED 0 0 0");
        assertThat(adjustments()).singleElement().satisfies(adjustment -> {
            assertThat(adjustment.energyWh()).isEqualTo(5_000);
            assertThat(adjustment.countedWh()).isZero();
            assertThat(adjustment.estimated()).isTrue();
        });
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void what_is_refused_is_kept_for_review_once_with_the_field_at_fault() {
        network.injects(seller, 3_000);
        Instant start = ANetwork.WINDOW.start();
        Instant end = ANetwork.WINDOW.end();
        List<Envelope> refused = List.of(
                seller.reads(Direction.INJECTION, start, end, 4_000),
                seller.reads(Direction.INJECTION, start, end, 4_000, 2),
                seller.reads(Direction.INJECTION, start, end.minusSeconds(60), 4_000),
                seller.reads(Direction.INJECTION, end, end.plusSeconds(60), 1),
                seller.reads(Direction.CONSUMPTION, start, end, 1));
        refused.forEach(reading -> network.at("north").submit(reading));
        refused.forEach(reading -> network.at("north").submit(reading));

        assertThat(underReview())
                .extracting(UnderReview::field)
                .containsExactlyInAnyOrder("sequence", "quality", "start_millis", "end_millis", "direction");
        assertThat(network.at("north").rows("select energy_wh from reading")).containsExactly("3000");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void pages_of_a_review_go_on_where_the_one_before_ended() {
        network.injects(seller, 3_000);
        for (int number = 0; number < 5; number++) {
            network.injects(seller, number);
        }

        List<UnderReview> seen = new ArrayList<>();
        PageMark mark = ALL;
        for (int page = 0; page < 3; page++) {
            List<UnderReview> rows = network.at("north").reviewReadings().underReview(mark, 2);
            seen.addAll(rows);
            UnderReview last = rows.getLast();
            mark = new PageMark(
                    last.receivedAt().toEpochMilli(), last.reading().digest().bytes());
        }

        assertThat(seen).hasSize(5).doesNotHaveDuplicates().isEqualTo(underReview());
    }

    @Test
    void an_operator_vouches_for_a_register_that_begins_anew_with_a_window() {
        AUtility north = network.at("north");
        north.submit(seller.counts(Direction.INJECTION, ANetwork.EARLIER, 7_000, 100));
        north.submit(seller.counts(Direction.INJECTION, ANetwork.WINDOW, 0, 5_000));
        UnderReview reading = underReview().getFirst();
        assertThat(reading.field()).isEqualTo("register_start_wh");
        assertThat(reading.meterId()).startsWith("meter-");

        assertThat(north.reviewReadings().accept(reading.reading().digest(), "the meter was replaced"))
                .isFalse();
        assertThat(north.reviewReadings().accept(reading.reading().digest(), "the meter was replaced"))
                .isFalse();
        network.consumes(buyer, 9_000);
        network.settle();

        assertThat(underReview()).isEmpty();
        assertThat(trade.settled()).startsWith("SETTLED 5000 5000 5000");
        assertThat(north.rows("select decision, decision_reason from refused_reading"))
                .containsExactly("ACCEPTED the meter was replaced");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void nobody_can_vouch_for_a_second_word_of_an_interval() {
        AUtility north = network.at("north");
        network.injects(seller, 3_000);
        network.injects(seller, 4_000);
        UnderReview reading = underReview().getFirst();

        assertThatThrownBy(() -> north.reviewReadings().accept(reading.reading().digest(), "looks right"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().field()).isEqualTo("sequence"));
        assertThat(underReview()).hasSize(1);

        north.reviewReadings().reject(reading.reading().digest(), "the head-end sent it twice");
        north.reviewReadings().reject(reading.reading().digest(), "the head-end sent it twice");
        assertThat(underReview()).isEmpty();
        assertThat(north.rows("select energy_wh from reading")).containsExactly("3000");
    }

    @Test
    void a_correction_of_nothing_that_an_operator_accepts_after_the_estimate_is_an_adjustment() {
        AUtility north = network.at("north");
        Envelope correction = seller.corrects(Direction.INJECTION, ANetwork.WINDOW, 4_000, 2);
        assertThat(north.submit(correction).toString()).contains("quality");
        network.consumes(buyer, 9_000);
        network.clock().moveTo(ANetwork.WINDOW.end().plus(Duration.ofHours(1)));
        network.settle();

        assertThat(north.reviewReadings().accept(correction.digest(), "the first one was lost"))
                .isTrue();
        network.settle();

        assertThat(adjustments()).hasSize(1);
        assertThat(trade.settled()).startsWith("SETTLED 0 0 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_stranger_is_kept_for_review_and_believed_when_its_key_is_enrolled() {
        AUtility north = network.at("north");
        AMeter foreign = network.sellerAt("south");
        Envelope reading = foreign.reads(Direction.INJECTION, ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), 4_000);

        assertThat(north.submit(reading).toString()).contains("meter_public_key");
        assertThat(underReview()).singleElement().satisfies(kept -> assertThat(kept.meterId())
                .isEmpty());
        assertThatThrownBy(() -> north.reviewReadings().accept(reading.digest(), "ours"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().field()).isEqualTo("meter_public_key"));

        north.enrol(foreign.signer(), EnumSet.of(Direction.INJECTION));
        assertThat(north.reviewReadings().accept(reading.digest(), "enrolled late"))
                .isFalse();
        assertThat(underReview()).isEmpty();
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void what_somebody_else_signed_is_refused_and_not_kept() {
        Envelope reading = seller.reads(Direction.INJECTION, ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), 4_000);
        Envelope forged = new Envelope(
                reading.payloadType(),
                reading.payload(),
                Envelopes.sign(reading.payloadType(), new byte[] {1}, seller.signer())
                        .signatures());

        assertThat(network.at("north").submit(forged).toString()).contains("SIGNATURE_INVALID");
        assertThat(underReview()).isEmpty();
    }

    private ReadingOutcome correct(long energyWh, long sequence) {
        return network.at("north")
                .submit(seller.corrects(Direction.INJECTION, ANetwork.WINDOW, energyWh, sequence))
                .getFirst();
    }

    private List<UnderReview> underReview() {
        return network.at("north").reviewReadings().underReview(ALL, 100);
    }

    private List<Adjustment> adjustments() {
        return network.at("north").adjustments().of(Instant.EPOCH, ANetwork.FOREVER, ALL, 100);
    }
}
