package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Direction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    @Test
    void a_reading_that_contradicts_another_is_refused_and_kept_for_review() {
        ANetwork network = ANetwork.of("north");
        AMeter seller = network.sellerAt("north");
        network.injects(seller, 3_000);

        assertThat(network.at("north")
                        .submit(seller.reads(
                                Direction.INJECTION, ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), 4_000, 2))
                        .toString())
                .contains("overlaps");
        assertThat(network.at("north").rows("select field from refused_reading"))
                .containsExactly("start_millis");
        assertThat(network.at("north").rows("select energy_wh from reading")).containsExactly("3000");
    }

    @Test
    void a_reading_that_no_enrolled_meter_signed_is_refused_and_not_kept() {
        ANetwork network = ANetwork.of("north", "south");
        AMeter foreign = network.sellerAt("south");

        assertThat(network.at("north")
                        .submit(foreign.reads(
                                Direction.INJECTION, ANetwork.WINDOW.start(), ANetwork.WINDOW.end(), 4_000))
                        .toString())
                .contains("meter_public_key");
        assertThat(network.at("north").rows("select field from refused_reading"))
                .isEmpty();
    }
}
