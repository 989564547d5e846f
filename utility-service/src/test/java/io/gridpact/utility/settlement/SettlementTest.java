package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant ELEVEN = TEN.plusSeconds(60);

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @Test
    void a_seller_who_sold_more_than_was_injected_serves_the_trade_that_was_confirmed_first() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter seller = network.sellerAt("north");
        AMeter first = network.buyerAt("south");
        AMeter second = network.buyerAt("east");
        ATrade later = network.trade(seller, second, 4_000, ELEVEN);
        ATrade earlier = network.trade(seller, first, 5_000, TEN);
        network.injects(seller, 7_000);
        network.consumes(first, 9_000);
        network.consumes(second, 9_000);

        network.settle();

        assertThat(earlier.settled()).isEqualTo("SETTLED 5000 5000 5000 0.6250 0 0");
        // The band is a tenth of what was contracted.
        assertThat(later.settled()).isEqualTo("SETTLED 2000 2000 2000 0.2500 1600 0");
        assertThat(network.at("north").tallied().all())
                .containsOnly(Map.entry("ALLOCATED", 2L), Map.entry("SETTLED", 2L));
        assertThat(network.at("east").tallied().all())
                .containsOnly(Map.entry("ALLOCATED", 1L), Map.entry("SETTLED", 1L));
        assertThat(pairDigests(network, "north", "south", "east")).allMatch(row -> row.endsWith(" t t"));
        assertThat(network.findings()).isEmpty();
        assertThat(network.at("north").checked())
                .containsEntry("allocations", 2L)
                .containsEntry("settlements", 2L)
                .containsEntry("statuses of peers", 2L)
                .containsEntry("readings", 1L);
    }

    @Test
    void a_trade_that_the_two_settle_otherwise_is_left_out_and_the_others_are_settled() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade agreed = network.trade(seller, buyer, 3_000, TEN);
        ATrade disputed = network.trade(seller, buyer, 2_000, ELEVEN);
        network.at("south").update("update trade set price = 0.2 where quantity_wh = 2000");
        network.injects(seller, 5_000);
        network.consumes(buyer, 5_000);

        network.settle();

        assertThat(agreed.settled()).startsWith("SETTLED 3000 3000 3000");
        for (String utility : List.of("north", "south")) {
            assertThat(network.at(utility).rows("""
                    select number, trades, energy_wh, own_digest = peer_digest, concluded from pair_digest
                    order by number""")).containsExactly("1 2 5000 f f", "2 1 3000 t t");
            assertThat(network.at(utility).rows("select quantity_wh, state, disputed_number from trade order by 1"))
                    .containsExactly("2000 ALLOCATED 2", "3000 SETTLED null");
        }
        assertThat(disputed.quantityWh()).isEqualTo(2_000);
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_buyer_who_consumes_less_than_was_bought_settles_what_was_consumed() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.injects(seller, 5_000);
        network.consumes(buyer, 1_200);

        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 3000 1200 1200 0.1500 0 1500");
    }

    @Test
    void a_buyer_is_not_charged_for_what_the_seller_did_not_deliver() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.injects(seller, 1_000);
        network.consumes(buyer, 1_000);

        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 1000 1000 1000 0.1250 1700 0");
    }

    @Test
    void a_trade_with_both_sides_at_one_utility_settles_with_itself() {
        ANetwork network = ANetwork.of("south");
        AMeter seller = network.sellerAt("south");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.injects(seller, 2_500);
        network.consumes(buyer, 2_000);

        network.settle();

        assertThat(trade.settled()).isEqualTo("SETTLED 2500 2000 2000 0.2500 200 200");
        assertThat(network.findings()).isEmpty();
        assertThat(network.at("south").rows("select direction, peer, statuses from status_page order by 1"))
                .containsExactly("CONSUMPTION south 1", "INJECTION south 1");
    }

    @Test
    void both_utilities_sell_to_each_other_in_one_window() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter northSeller = network.sellerAt("north");
        AMeter northBuyer = network.buyerAt("north");
        AMeter southSeller = network.sellerAt("south");
        AMeter southBuyer = network.buyerAt("south");
        ATrade southward = network.trade(northSeller, southBuyer, 2_000, TEN);
        ATrade northward = network.trade(southSeller, northBuyer, 1_000, TEN);
        ATrade local = network.trade(northSeller, northBuyer, 500, ELEVEN);
        network.injects(northSeller, 2_100);
        network.injects(southSeller, 1_000);
        network.consumes(northBuyer, 1_000);
        network.consumes(southBuyer, 2_000);

        network.settle();

        assertThat(southward.settled()).startsWith("SETTLED 2000 2000 2000");
        assertThat(northward.settled()).startsWith("SETTLED 1000 1000 1000");
        assertThat(local.settled()).startsWith("SETTLED 100 0 0");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void a_pro_rata_network_shares_a_shortfall() {
        ANetwork network = new ANetwork(AllocationRule.PRO_RATA, "north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter one = network.buyerAt("south");
        AMeter other = network.buyerAt("south");
        ATrade large = network.trade(seller, one, 5_000, TEN);
        ATrade small = network.trade(seller, other, 4_000, ELEVEN);
        network.injects(seller, 7_000);
        network.consumes(one, 9_000);
        network.consumes(other, 9_000);

        network.settle();

        assertThat(large.settled()).startsWith("SETTLED 3889 3889 3889");
        assertThat(small.settled()).startsWith("SETTLED 3111 3111 3111");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void missing_readings_are_estimated_at_their_deadline_and_not_before() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter silentSeller = network.sellerAt("north");
        AMeter silentBuyer = network.buyerAt("south");
        ATrade served = network.trade(seller, silentBuyer, 3_000, TEN);
        ATrade unserved = network.trade(silentSeller, silentBuyer, 1_000, ELEVEN);
        network.injects(seller, 2_000);

        network.settle();
        assertThat(served.heldBy(network.at("north"))).startsWith("DELIVERED");
        assertThat(network.at("north").tasks())
                .anyMatch(task -> task.nextDue(network.clock().instant())
                        .filter(ANetwork.WINDOW.end().plus(Duration.ofHours(1))::equals)
                        .isPresent());

        network.clock().moveTo(ANetwork.WINDOW.end().plus(Duration.ofHours(1)));
        network.settle();

        assertThat(served.settled()).startsWith("SETTLED 2000 2000 2000");
        assertThat(unserved.settled()).startsWith("SETTLED 0 0 0");
        assertThat(network.at("south").rows("select direction, energy_wh, quality, signer from reading"))
                .containsExactly("CONSUMPTION 2000 ESTIMATED UTILITY");
        assertThat(network.findings()).isEmpty();
    }

    @Test
    void what_is_missing_of_a_window_is_estimated_beside_what_is_there() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        Instant half = ANetwork.WINDOW.start().plus(Duration.ofMinutes(30));
        network.at("north").submit(seller.reads(Direction.INJECTION, ANetwork.WINDOW.start(), half, 1_400));
        network.at("south").submit(buyer.reads(Direction.CONSUMPTION, half, ANetwork.WINDOW.end(), 100));

        network.clock().moveTo(ANetwork.WINDOW.end().plus(Duration.ofHours(1)));
        network.settle();

        assertThat(trade.settled()).startsWith("SETTLED 1400 1400 1400");
    }

    @Test
    void readings_in_parts_that_tile_the_window_count_together() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.consumes(buyer, 3_000);
        Instant half = ANetwork.WINDOW.start().plus(Duration.ofMinutes(30));
        network.at("north").submit(seller.reads(Direction.INJECTION, half, ANetwork.WINDOW.end(), 900));
        network.settle();
        assertThat(trade.heldBy(network.at("north"))).startsWith("DELIVERED");

        network.at("north").submit(seller.reads(Direction.INJECTION, ANetwork.WINDOW.start(), half, 600));
        network.settle();

        assertThat(trade.settled()).startsWith("SETTLED 1500 1500 1500");
    }

    @Test
    void a_window_waits_for_the_time_at_which_each_trade_was_confirmed() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.at("north").update("update trade set buyer_effective_at = null");
        network.injects(seller, 3_000);
        network.consumes(buyer, 3_000);
        network.settle();
        assertThat(trade.heldBy(network.at("north"))).startsWith("DELIVERED");

        network.at("north").update("update trade set buyer_effective_at = seller_effective_at");
        network.settle();

        assertThat(trade.settled()).startsWith("SETTLED 3000 3000 3000");
    }

    @Test
    void statuses_and_readings_that_come_again_change_nothing() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        network.trade(seller, buyer, 3_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 3_000);
        network.settle();
        List<String> before = everything(network);

        for (String id : List.of("north", "south")) {
            network.at(id).update("""
                            insert into outbox select gen_random_uuid(), peer, 'STATUSES', page_digest, 0
                            from status_page""");
        }
        network.settle();

        assertThat(everything(network)).isEqualTo(before);
    }

    @Test
    void while_the_arbiter_is_away_nothing_is_settled_and_when_it_is_back_everything_is() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.injects(seller, 3_000);
        network.consumes(buyer, 3_000);
        network.arbiter().goDown();
        assertThatThrownBy(network::settle).isInstanceOf(RefusedException.class);
        assertThat(trade.heldBy(network.at("north"))).startsWith("ALLOCATED 3000 null null");

        network.arbiter().comeBack();
        network.settle();

        assertThat(trade.settled()).startsWith("SETTLED 3000 3000 3000");
    }

    @Test
    void nothing_is_settled_on_a_sheet_root_that_is_not_the_last_in_the_log() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        ATrade trade = network.trade(seller, buyer, 3_000, TEN);
        network.injects(seller, 3_000);
        network.settle();
        network.arbiter().supersede("north", Direction.INJECTION, ANetwork.WINDOW.start());
        network.consumes(buyer, 3_000);

        network.settle();

        assertThat(trade.heldBy(network.at("north"))).startsWith("ALLOCATED 3000 null null");
        assertThat(trade.heldBy(network.at("south"))).startsWith("ALLOCATED 3000 3000 null");
    }

    private static List<String> pairDigests(ANetwork network, String... utilities) {
        return List.of(utilities).stream()
                .flatMap(id -> network.at(id).rows("""
                        select stage, peer, own_digest = peer_digest, concluded from pair_digest""").stream())
                .toList();
    }

    private static List<String> everything(ANetwork network) {
        return List.of("north", "south").stream()
                .flatMap(id -> network.at(id).rows("""
                        select 'trade ' || t::text from trade t
                        union all select 'status ' || s::text from peer_status s
                        union all select 'page ' || md5(p::text) from status_page p
                        union all select 'side ' || s::text from settlement_side s
                        union all select 'journal ' || md5(j::text) from journal_batch j
                        union all select 'reading ' || r.digest::text from reading r
                        order by 1""").stream())
                .toList();
    }
}
