package io.gridpact.protocol.settlement;

import static io.gridpact.protocol.settlement.Punctuality.LATE;
import static io.gridpact.protocol.settlement.Punctuality.NOT_DUE;
import static io.gridpact.protocol.settlement.Punctuality.ON_TIME;
import static io.gridpact.protocol.settlement.Punctuality.OVERDUE;
import static io.gridpact.protocol.settlement.Punctuality.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.SheetStanding.LoggedRoot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LateRulesTest {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private static final DeliveryWindow WINDOW = DeliveryWindow.startingAt(START, Duration.ofHours(1));
    private static final StatusDeadlines DUE = StatusDeadlines.unmoved(Deadlines.DEFAULT, WINDOW);
    private static final OptionalLong NONE = OptionalLong.empty();

    /// Minutes of silences are between two checkpoints; the arbiter signs one each minute otherwise.
    record Silence(Instant from, Instant to) {}

    record Moved(String name, List<Silence> silences, StatusDeadlines expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Settled(
            String name,
            Punctuality seller,
            OptionalLong sellerWh,
            Punctuality buyer,
            OptionalLong buyerWh,
            OptionalLong lateWh,
            long expectedSellerWh,
            long expectedBuyerWh) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Settled> settled() {
        return Stream.of(
                new Settled("both in time", ON_TIME, wh(4_000), ON_TIME, wh(3_000), NONE, 4_000, 3_000),
                new Settled("a silent seller", SILENT, NONE, ON_TIME, wh(0), NONE, 0, 0),
                new Settled("a seller that comes too late", SILENT, wh(4_000), ON_TIME, wh(0), NONE, 0, 0),
                new Settled("a silent buyer", ON_TIME, wh(4_000), SILENT, NONE, NONE, 4_000, 4_000),
                new Settled(
                        "a silent buyer that returns with less",
                        ON_TIME,
                        wh(4_000),
                        SILENT,
                        wh(10),
                        NONE,
                        4_000,
                        4_000),
                new Settled("a late seller that is served", LATE, wh(4_000), ON_TIME, wh(0), wh(1_500), 1_500, 1_500),
                new Settled("a late seller that nobody serves", LATE, wh(4_000), ON_TIME, wh(0), NONE, 0, 0),
                new Settled("a late seller and a silent buyer", LATE, wh(4_000), SILENT, NONE, NONE, 4_000, 4_000),
                new Settled("both silent", SILENT, NONE, SILENT, NONE, NONE, 0, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settled")
    void figures(Settled situation) {
        LateRules.Figures figures = LateRules.figures(
                situation.seller(), situation.sellerWh(), situation.buyer(), situation.buyerWh(), situation.lateWh());

        assertThat(figures.sellerWh()).isEqualTo(situation.expectedSellerWh());
        assertThat(figures.buyerWh()).isEqualTo(situation.expectedBuyerWh());
        VectorFile.of(situation.name())
                .with("seller", situation.seller(), text(situation.sellerWh()))
                .with("buyer", situation.buyer(), text(situation.buyerWh()))
                .with("late_wh", text(situation.lateWh()))
                .with("seller_figure", figures.sellerWh(), figures.seller())
                .with("buyer_figure", figures.buyerWh(), figures.buyer())
                .with("outcome", "accepted")
                .check("late", situation.name());
    }

    static Stream<Moved> moved() {
        Instant seller = DUE.sellerStatus();
        return Stream.of(
                new Moved("no silence", List.of(), DUE),
                new Moved(
                        "a silence of ten minutes moves nothing",
                        List.of(new Silence(seller.minusSeconds(60), seller.plusSeconds(540))),
                        DUE),
                new Moved(
                        "a silence over the sellers deadline",
                        List.of(new Silence(seller.minusSeconds(60), seller.plusSeconds(1_800))),
                        by(Duration.ofMinutes(90), Duration.ofMinutes(90), Duration.ofMinutes(90))),
                new Moved(
                        "a silence over the buyers deadline alone",
                        List.of(new Silence(
                                DUE.buyerStatus().minusSeconds(60),
                                DUE.buyerStatus().plusSeconds(1_800))),
                        by(Duration.ZERO, Duration.ofMinutes(90), Duration.ofMinutes(90))),
                new Moved(
                        "a silence over the windows start moves all that follows",
                        List.of(new Silence(START.minusSeconds(60), START.plusSeconds(1_800))),
                        by(Duration.ofMinutes(90), Duration.ofMinutes(90), Duration.ofMinutes(90))),
                new Moved(
                        "a deadline that moves into another silence moves again",
                        List.of(
                                new Silence(seller.minusSeconds(60), seller.plusSeconds(1_800)),
                                new Silence(seller.plusSeconds(5_000), seller.plusSeconds(7_200))),
                        by(Duration.ofHours(3), Duration.ofHours(3), Duration.ofHours(3))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moved")
    void deadlines(Moved situation) {
        NavigableSet<Instant> checkpoints = checkpoints(situation.silences());
        StatusDeadlines deadlines = StatusDeadlines.of(
                Deadlines.DEFAULT,
                WINDOW,
                at -> Optional.ofNullable(checkpoints.floor(at)),
                at -> Optional.ofNullable(checkpoints.higher(at)),
                checkpoints.last());

        assertThat(deadlines).isEqualTo(situation.expected());
        VectorFile file = VectorFile.of(situation.name()).with("window", WINDOW.start(), WINDOW.end());
        situation.silences().forEach(silence -> file.with("silence", silence.from(), silence.to()));
        file.with("seller_status_due", deadlines.sellerStatus())
                .with("buyer_status_due", deadlines.buyerStatus())
                .with("settlement_due", deadlines.settlement())
                .with("outcome", "accepted")
                .check("late", situation.name());
    }

    @Test
    void a_side_is_judged_by_its_first_sheet_root_and_by_what_is_said_to_be_complete() {
        assertThat(standing(Direction.INJECTION, DUE.sellerStatus().minusMillis(1))
                        .punctuality())
                .isEqualTo(NOT_DUE);
        assertThat(standing(Direction.INJECTION, DUE.sellerStatus()).punctuality())
                .isEqualTo(OVERDUE);
        assertThat(standing(Direction.INJECTION, DUE.buyerStatus()).punctuality())
                .isEqualTo(SILENT);
        assertThat(standing(Direction.CONSUMPTION, DUE.sellerStatus()).punctuality())
                .isEqualTo(NOT_DUE);
        assertThat(standing(Direction.CONSUMPTION, DUE.buyerStatus()).punctuality())
                .isEqualTo(SILENT);
        assertThat(LateRules.punctuality(Direction.INJECTION, DUE.sellerStatus().minusMillis(1), DUE))
                .isEqualTo(ON_TIME);
        assertThat(LateRules.punctuality(Direction.INJECTION, DUE.sellerStatus(), DUE))
                .isEqualTo(LATE);
        assertThat(LateRules.punctuality(Direction.INJECTION, DUE.buyerStatus(), DUE))
                .isEqualTo(SILENT);
        assertThat(LateRules.punctuality(Direction.CONSUMPTION, DUE.sellerStatus(), DUE))
                .isEqualTo(ON_TIME);
        assertThat(LateRules.punctuality(Direction.CONSUMPTION, DUE.buyerStatus(), DUE))
                .isEqualTo(SILENT);
    }

    @Test
    void a_sheet_root_that_serves_late_lines_counts_before_the_settlement_is_due() {
        LoggedRoot first = new LoggedRoot(1, digest(1), DUE.buyerStatus().minusSeconds(1));
        LoggedRoot inTime = new LoggedRoot(2, digest(2), DUE.settlement().minusMillis(1));
        LoggedRoot tooLate = new LoggedRoot(2, digest(2), DUE.settlement());
        Instant before = DUE.settlement().minusSeconds(1);

        assertThat(standing(Direction.CONSUMPTION, before, first).lateRootIsFinal())
                .isFalse();
        assertThat(standing(Direction.CONSUMPTION, DUE.settlement(), first).lateRootIsFinal())
                .isTrue();
        assertThat(standing(Direction.CONSUMPTION, DUE.settlement(), first).lateRoot())
                .isEmpty();
        assertThat(standing(Direction.CONSUMPTION, before, first, inTime).lateRoot())
                .contains(inTime);
        assertThat(standing(Direction.CONSUMPTION, before, first, tooLate).lateRoot())
                .isEmpty();
    }

    @Test
    void a_late_line_is_given_no_more_than_is_left() {
        assertThat(LateRules.lateCapWh(4_000, 1_500)).isEqualTo(1_500);
        assertThat(LateRules.lateCapWh(1_000, 1_500)).isEqualTo(1_000);
        assertThat(LateRules.lateCapWh(4_000, -1)).isZero();
    }

    @Test
    void nothing_is_settled_while_it_is_open_whether_a_side_comes() {
        assertThatThrownBy(() -> LateRules.figures(OVERDUE, NONE, ON_TIME, wh(0), NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LateRules.figures(ON_TIME, wh(1), NOT_DUE, NONE, NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LateRules.figures(ON_TIME, NONE, SILENT, NONE, NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SheetStanding standing(Direction direction, Instant asOf, LoggedRoot... roots) {
        return new SheetStanding(digest(9), "arbiter", "north", direction, START, asOf, DUE, List.of(roots));
    }

    private static io.gridpact.protocol.hash.Digest digest(int seed) {
        return Hash.sha256(new byte[] {(byte) seed});
    }

    private static NavigableSet<Instant> checkpoints(List<Silence> silences) {
        NavigableSet<Instant> checkpoints = new TreeSet<>();
        Instant from = START.minus(Duration.ofHours(1));
        for (Instant at = from; at.isBefore(START.plus(Duration.ofHours(24))); at = at.plusSeconds(60)) {
            checkpoints.add(at);
        }
        for (Silence silence : silences) {
            new ArrayList<>(checkpoints.subSet(silence.from(), false, silence.to(), false))
                    .forEach(checkpoints::remove);
            checkpoints.add(silence.from());
            checkpoints.add(silence.to());
        }
        return checkpoints;
    }

    private static StatusDeadlines by(Duration seller, Duration buyer, Duration settlement) {
        return new StatusDeadlines(
                DUE.sellerStatus().plus(seller),
                DUE.buyerStatus().plus(buyer),
                DUE.settlement().plus(settlement));
    }

    private static OptionalLong wh(long energy) {
        return OptionalLong.of(energy);
    }

    private static String text(OptionalLong figure) {
        return figure.isPresent() ? Long.toString(figure.getAsLong()) : "none";
    }
}
