package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sides that say nothing, or say it late: nobody else waits for them longer than until their deadline, or loses, and
/// whoever is silent gains nothing (PROTOCOL.md, section 8.4).
class LateSidesTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant ELEVEN = TEN.plusSeconds(60);
    private static final Instant END = ANetwork.WINDOW.end();
    private static final Instant SELLERS_DUE = END.plus(Duration.ofHours(2));
    private static final Instant BUYERS_DUE = END.plus(Duration.ofHours(4));
    private static final Instant SETTLEMENT_DUE = END.plus(Duration.ofHours(6));
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @Test
    void a_silent_seller_holds_the_others_up_until_its_deadline_and_is_settled_with_nothing() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter silent = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromSilent = network.trade(silent, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.injects(silent, 4_000);
        network.injects(other, 3_000);
        network.consumes(buyer, 5_000);
        network.goesAway("north");

        network.settle();
        assertThat(fromOther.heldBy(network.at("south"))).startsWith("DELIVERED");
        network.moveTo(SELLERS_DUE);
        network.settle();

        // The reading is the other's alone.
        assertThat(fromOther.settled()).isEqualTo("SETTLED 3000 3000 3000 0.3750 0 0");
        network.moveTo(BUYERS_DUE);
        network.settle();
        network.comesBack("north");
        network.moveTo(BUYERS_DUE.plus(MINUTE));
        network.settle();

        assertThat(fromSilent.settled()).isEqualTo("SETTLED 0 0 0 0.0000 3600 0");
        assertThat(basis(network, "south", fromSilent)).isEqualTo("SELLER_SILENT null");
        assertThat(basis(network, "north", fromSilent)).isEqualTo("SELLER_SILENT null");
        assertThat(network.at("south").rows("select count(*) from settlement_round where revision = 2"))
                .containsExactly("0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_silent_buyer_takes_the_sellers_figure_also_when_it_returns() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter seller = network.sellerAt("north");
        AMeter silent = network.buyerAt("south");
        AMeter other = network.buyerAt("east");
        ATrade toSilent = network.trade(seller, silent, 4_000, TEN);
        ATrade toOther = network.trade(seller, other, 3_000, ELEVEN);
        network.injects(seller, 6_000);
        network.consumes(silent, 100);
        network.consumes(other, 9_000);
        network.goesAway("south");

        network.settle();

        // Nobody waits for the silent one but who has traded with it.
        assertThat(toOther.settled()).isEqualTo("SETTLED 2000 2000 2000 0.2500 700 0");
        network.moveTo(BUYERS_DUE);
        network.settle();
        assertThat(toSilent.heldBy(network.at("north"))).startsWith("ALLOCATED 4000 4000 4000");
        network.comesBack("south");
        network.moveTo(BUYERS_DUE.plus(MINUTE));
        network.settle();

        assertThat(toSilent.settled()).isEqualTo("SETTLED 4000 4000 4000 0.5000 0 0");
        assertThat(basis(network, "south", toSilent)).isEqualTo("null BUYER_SILENT");
        assertThat(basis(network, "north", toSilent)).isEqualTo("null BUYER_SILENT");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_late_seller_is_given_what_the_reading_has_left_and_no_other_line_moves() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter late = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromLate = network.trade(late, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.injects(late, 4_000);
        network.injects(other, 3_000);
        network.consumes(buyer, 5_000);
        network.goesAway("north");
        network.settle();
        network.moveTo(SELLERS_DUE);
        network.settle();
        network.comesBack("north");
        network.moveTo(SELLERS_DUE.plus(MINUTE));
        network.settle();

        assertThat(fromOther.settled()).startsWith("SETTLED 3000 3000 3000");
        assertThat(fromLate.heldBy(network.at("south"))).startsWith("ALLOCATED 0 0 null");
        network.moveTo(BUYERS_DUE);
        network.settle();

        // Confirmed first, it would have had 4000.
        assertThat(fromLate.settled()).isEqualTo("SETTLED 2000 2000 2000 0.2500 1600 0");
        assertThat(fromOther.settled()).startsWith("SETTLED 3000 3000 3000");
        assertThat(basis(network, "south", fromLate)).isEqualTo("LATE LATE");
        assertThat(basis(network, "north", fromLate)).isEqualTo("LATE LATE");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void of_two_late_sellers_the_one_whose_root_was_logged_first_is_served_first() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter second = network.sellerAt("north");
        AMeter first = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromSecond = network.trade(second, buyer, 4_000, TEN);
        ATrade fromFirst = network.trade(first, buyer, 3_000, ELEVEN);
        network.injects(second, 4_000);
        network.injects(first, 3_000);
        network.consumes(buyer, 5_000);
        network.goesAway("north");
        network.goesAway("east");
        network.moveTo(SELLERS_DUE);
        network.settle();
        network.comesBack("east");
        network.moveTo(SELLERS_DUE.plus(MINUTE));
        network.settle();
        network.comesBack("north");
        network.moveTo(SELLERS_DUE.plus(MINUTE.multipliedBy(2)));
        network.settle();
        network.moveTo(BUYERS_DUE);
        network.settle();

        assertThat(fromFirst.settled()).isEqualTo("SETTLED 3000 3000 3000 0.3750 0 0");
        assertThat(fromSecond.settled()).isEqualTo("SETTLED 2000 2000 2000 0.2500 1600 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_late_seller_for_whom_nothing_is_left_is_settled_with_nothing_when_no_sheet_can_serve_it_any_more() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter late = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromLate = network.trade(late, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.injects(late, 4_000);
        network.injects(other, 3_000);
        network.consumes(buyer, 2_000);
        network.goesAway("north");
        network.settle();
        network.moveTo(SELLERS_DUE);
        network.settle();
        network.comesBack("north");
        network.moveTo(SELLERS_DUE.plus(MINUTE));
        network.settle();
        network.moveTo(BUYERS_DUE);
        network.settle();

        assertThat(fromOther.settled()).startsWith("SETTLED 3000 2000 2000");
        assertThat(fromLate.heldBy(network.at("south"))).startsWith("ALLOCATED 0 0 0");
        assertThat(fromLate.heldBy(network.at("north"))).startsWith("ALLOCATED 4000 null null");
        network.moveTo(SETTLEMENT_DUE);
        network.settle();

        assertThat(fromLate.settled()).isEqualTo("SETTLED 0 0 0 0.0000 3600 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void both_sides_are_away_for_hours_and_settle_when_they_return() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 4_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 2_000);
        network.moveTo(SETTLEMENT_DUE.plus(Duration.ofHours(3)));
        network.settle();
        network.moveTo(SETTLEMENT_DUE.plus(Duration.ofHours(3)).plus(MINUTE));
        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 0 0 0 0.0000 3600 0");
        assertThat(basis(network, "south", trade)).isEqualTo("SELLER_SILENT BUYER_SILENT");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void what_is_late_by_the_profile_alone_is_in_time_where_the_arbiter_was_silent() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 4_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 2_000);
        network.arbiter().goDown();
        network.moveTo(BUYERS_DUE.minus(MINUTE));
        assertThatThrownBy(network::settle).isInstanceOf(RefusedException.class);
        assertThat(trade.heldBy(network.at("north"))).startsWith("ALLOCATED 3000 null null");
        Instant back = BUYERS_DUE.plus(Duration.ofHours(5));
        network.arbiter().wasSilent(SELLERS_DUE.minus(MINUTE), back);
        network.arbiter().comeBack();
        network.moveTo(back);
        network.settle();
        network.moveTo(back.plus(MINUTE));
        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 2000 2000 0.2500 600 600");
        assertThat(basis(network, "north", trade)).isEqualTo("null null");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_utility_that_has_shown_nothing_of_when_its_trades_were_logged_holds_nobody_up_for_ever() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter silent = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromSilent = network.trade(silent, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.at("south")
                .update(
                        "update trade set seller_effective_at = null where order_digest = ?",
                        fromSilent.order().bytes());
        network.injects(other, 3_000);
        network.consumes(buyer, 5_000);
        network.goesAway("north");
        network.settle();
        assertThat(fromOther.heldBy(network.at("south"))).startsWith("DELIVERED");

        network.moveTo(SELLERS_DUE);
        network.settle();

        assertThat(fromOther.settled()).startsWith("SETTLED 3000 3000 3000");
    }

    @Test
    void what_was_said_of_late_sides_changes_nothing_when_it_is_said_again() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter late = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromLate = network.trade(late, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.injects(late, 4_000);
        network.injects(other, 3_000);
        network.consumes(buyer, 5_000);
        network.goesAway("north");
        network.settle();
        network.moveTo(SELLERS_DUE);
        network.settle();
        network.comesBack("north");
        network.moveTo(SELLERS_DUE.plus(MINUTE));
        network.settle();
        network.moveTo(BUYERS_DUE);
        network.settle();
        String before = fromLate.settled() + fromOther.settled();
        network.refusals().clear();

        for (String utility : new String[] {"north", "south", "east"}) {
            network.at(utility).sendEveryStatusAgain();
        }
        network.settle();

        assertThat(fromLate.settled() + fromOther.settled()).isEqualTo(before);
        assertThat(network.refusals()).isEmpty();
        assertThat(network.at("south").rows("select count(*) from status_equivocation"))
                .containsExactly("0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_checker_sees_a_late_line_that_moved_another_and_a_figure_that_no_silent_side_has() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter late = network.sellerAt("north");
        AMeter other = network.sellerAt("east");
        AMeter buyer = network.buyerAt("south");
        ATrade fromLate = network.trade(late, buyer, 4_000, TEN);
        ATrade fromOther = network.trade(other, buyer, 3_000, ELEVEN);
        network.injects(late, 4_000);
        network.injects(other, 3_000);
        network.consumes(buyer, 5_000);
        network.goesAway("north");
        network.settle();
        network.moveTo(SELLERS_DUE);
        network.settle();
        network.comesBack("north");
        network.moveTo(SELLERS_DUE.plus(MINUTE));
        network.settle();
        network.moveTo(BUYERS_DUE);
        network.settle();
        assertThat(network.at("south").findings()).isEmpty();
        assertThat(network.at("south").checked()).containsEntry("imputed or late figures", 1L);

        network.at("south")
                .update(
                        "update allocation set allocated_wh = allocated_wh - 1 where revision = 2 and order_digest = ?",
                        fromOther.order().bytes());
        assertThat(network.at("south").findings()).contains("trade-has-its-figure", "line-by-the-rule");
        network.at("north")
                .update(
                        "update trade set buyer_wh = buyer_wh + 1 where order_digest = ?",
                        fromLate.order().bytes());
        assertThat(network.at("north").findings()).contains("imputed-by-the-rule");
    }

    private static String basis(ANetwork network, String utility, ATrade trade) {
        return network.at(utility)
                .rows(
                        "select seller_basis, buyer_basis from trade where order_digest = ?",
                        trade.order().bytes())
                .getFirst();
    }
}
