package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.update.Outages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Outages that an operator announces, between two utilities on real databases (PROTOCOL.md, section 5).
class OutagesTest {

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
    void an_outage_of_a_feeder_cancels_the_trades_of_its_meters_and_no_others() {
        south.stored.database().execute("update meter set feeder = 'mill' where meter_id = 'meter of customer-17'");
        AnOrder bought = network.traded(5_000);
        AnOrder sold = AnOrder.ofItsOwn().from("south").to("south").of(4_000);
        south.confirm(sold);
        AnOrder tomorrow = AnOrder.ofItsOwn()
                .in(DeliveryWindow.startingAt(ANetwork.WINDOW.start().plusSeconds(86_400), Duration.ofMinutes(60)))
                .made(ANetwork.NOW, ANetwork.NOW.plusSeconds(3_600));
        north.confirm(tomorrow);

        assertThat(Outages.announced(south.updating, "storm", "mill", List.of(), 0))
                .containsExactlyInAnyOrder("5000 to 0 REQUESTED", "4000 to 0 IN_FORCE");
        network.settle();

        assertThat(Stream.of(north, south).map(utility -> utility.standing(bought)))
                .containsOnly("CANCELLED 1 5000 01 12:00");
        assertThat(south.standing(sold)).isEqualTo("CANCELLED 1 4000 01 12:00");
        assertThat(north.standing(tomorrow)).startsWith("PENDING 0 5000 02");
        assertThat(Outages.announced(north.updating, "storm", "mill", List.of(), 0))
                .isEmpty();
    }

    @Test
    void an_outage_that_is_announced_again_curtails_nothing_twice_and_says_how_far_each_has_come() {
        AnOrder order = network.traded(5_001);
        network.cutOff("south");

        assertThat(Outages.announced(north.updating, "storm", "", List.of("meter of customer-4"), 50))
                .containsExactly("5001 to 2500 OPEN");
        network.reconnect("south");
        network.settle();

        assertThat(Outages.announced(north.updating, "storm", "", List.of("meter of customer-4"), 50))
                .containsExactly("2500 to 2500 IN_FORCE");
        assertThat(Stream.of(north, south).map(utility -> utility.standing(order)))
                .containsOnly("PENDING 1 2500 01 12:00");
        assertThat(Outages.announced(north.updating, "flood", "", List.of("meter of customer-4"), 50))
                .containsExactly("2500 to 1250 OPEN");
        network.settle();
        assertThat(north.standing(order)).isEqualTo("PENDING 2 1250 01 12:00");
    }

    @Test
    void more_trades_than_a_page_holds_are_updated_page_by_page() {
        List<AnOrder> orders = new ArrayList<>();
        for (int i = 0; i < 103; i++) {
            orders.add(AnOrder.ofItsOwn().from("south").to("south").of(10));
            south.confirm(orders.getLast());
        }

        assertThat(Outages.announced(south.updating, "storm", "", List.of("meter of customer-17"), 0))
                .hasSize(103)
                .containsOnly("10 to 0 IN_FORCE");

        assertThat(orders).allSatisfy(order -> assertThat(south.state(order)).isEqualTo("CANCELLED"));
        assertThat(south.used()).isEmpty();
    }

    @Test
    void what_has_passed_its_gate_is_left_alone() {
        AnOrder order = network.traded(5_000);
        network.advanceTo(ANetwork.GATE_CLOSURE);

        assertThat(Outages.announced(north.updating, "storm", "", List.of("meter of customer-4"), 0))
                .isEmpty();
        assertThat(north.standing(order)).isEqualTo("SEALED 0 5000 01 12:00");
    }
}
