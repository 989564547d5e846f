package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens to one window holds up no other.
class TwoWindowsTest {

    private static final Instant EIGHT = Instant.parse("2026-06-01T08:00:00Z");

    private ANetwork network;
    private AMeter earlierSeller;
    private ATrade earlier;
    private ATrade later;

    @BeforeEach
    void aTradeInEachWindow() {
        network = ANetwork.of("north", "south");
        earlierSeller = network.sellerAt("north");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        earlier = network.trade(ANetwork.EARLIER, earlierSeller, buyer, 5_000, EIGHT);
        later = network.trade(seller, buyer, 4_000, EIGHT.plusSeconds(1));
        network.injects(ANetwork.EARLIER, earlierSeller, 5_000);
        network.injects(seller, 4_000);
        network.at("south")
                .submit(buyer.reads(Direction.CONSUMPTION, ANetwork.EARLIER.start(), ANetwork.EARLIER.end(), 5_000, 1));
        network.at("south")
                .submit(buyer.reads(Direction.CONSUMPTION, ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), 4_000, 2));
    }

    @AfterEach
    void closeNetwork() {
        ANetwork.closeAll();
    }

    @Test
    void a_window_whose_statuses_are_refused_keeps_back_no_statuses_of_a_later_one() {
        network.onTheWay(part -> {
            if (part instanceof StatusPart.Header header && header.windowStart().equals(ANetwork.EARLIER.start())) {
                throw new RefusedException(Refusal.of(Reason.INVALID_PROOF));
            }
            return part;
        });

        network.settle();

        assertThat(later.settled()).startsWith("SETTLED 4000 4000 4000");
        assertThat(earlier.heldBy(network.at("south"))).startsWith("DELIVERED");

        network.onTheWay(part -> part);
        network.settle();

        assertThat(earlier.settled()).startsWith("SETTLED 5000 5000 5000");
    }

    @Test
    void a_window_of_which_the_arbiter_says_nothing_keeps_back_no_later_one() {
        network.arbiter().refuseToAnswer(ANetwork.EARLIER.start());

        network.settle();

        assertThat(later.settled()).startsWith("SETTLED 4000 4000 4000");
        assertThat(earlier.heldBy(network.at("north"))).startsWith("ALLOCATED");
    }

    @Test
    void a_window_that_cannot_be_allocated_keeps_back_no_later_one() {
        network.at("north")
                .update(
                        "delete from meter where key_id = ?",
                        earlierSeller.keyId().value().bytes());

        network.settle();

        assertThat(later.settled()).startsWith("SETTLED 4000 4000 4000");
        assertThat(earlier.heldBy(network.at("north"))).startsWith("DELIVERED");
    }
}
