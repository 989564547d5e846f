package io.gridpact.deploy.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// One network in which trades, keys and readings change after the fact, by commands, until all of it is settled.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangingNetworkTest {

    private static final String NINE = "2026-06-15T09:00:00Z";
    private static final int MAX_REVIEWS = 20;
    private static final String TEN = "2026-06-15T10:00:00Z";

    private @Nullable UpNetwork up;

    @BeforeAll
    void up(@TempDir Path temporary) throws IOException {
        up = UpNetwork.in(temporary);
    }

    @AfterAll
    void down() throws IOException {
        if (up != null) {
            up.close();
        }
    }

    private UpNetwork network() {
        return requireNonNull(up);
    }

    private static String northToSouth(String name, String buyersMeter, long quantityWh) {
        return """
                {"name":"%s","seller":{"platform":"sunbird","utility":"north","customer":"amber","meter":"north-amber"},\
                "buyer":{"platform":"helio","utility":"south","customer":"birch","meter":"%s"},\
                "windowStart":"%s","quantityWh":%d,"pricePerKwh":"0.1234"}
                """.formatted(name, buyersMeter, NINE, quantityWh);
    }

    private static String eastToSouth(String name, long quantityWh) {
        return """
                {"name":"%s","seller":{"platform":"sunbird","utility":"east","customer":"fern","meter":"east-fern"},\
                "buyer":{"platform":"helio","utility":"south","customer":"dune","meter":"south-dune"},\
                "windowStart":"%s","quantityWh":%d,"pricePerKwh":"0.1234"}
                """.formatted(name, NINE, quantityWh);
    }

    private void order(String name, String... lines) throws IOException {
        network().done("order", network().file(name + ".jsonl", String.join("", lines)));
    }

    private JsonNode trade(String name) throws IOException {
        return network().done("trade", name);
    }

    private static String signer(JsonNode trade, String role) {
        for (JsonNode signer : trade.get("signers")) {
            if (signer.get("role").asText().equals(role)) {
                return signer.get("keyId").asText();
            }
        }
        throw new AssertionError("nobody signed as " + role + ": " + trade);
    }

    @Test
    @Order(1)
    void trades_are_curtailed_moved_and_cancelled_as_both_platforms_want() throws IOException {
        order(
                "changing",
                northToSouth("less", "south-birch", 3_000),
                northToSouth("moved", "south-birch", 2_000),
                northToSouth("gone", "south-birch", 1_500));

        network().done("update", "less", "curtail", "--to-wh", "1000");
        network().done("update", "moved", "reschedule", "--to", TEN);
        network().done("update", "gone", "cancel");

        JsonNode less = trade("less");
        assertThat(less.get("contractedWh").asLong()).isEqualTo(1_000);
        assertThat(less.get("explanation").asText()).contains("revision 1");
        assertThat(trade("moved").get("windowStart").asText()).isEqualTo(TEN);
        assertThat(trade("gone").get("state").asText()).isEqualTo("CANCELLED");
        assertThat(network()
                        .here("update", "less", "curtail", "--to-wh", "4000")
                        .err())
                .contains("INVALID_ORDER, field quantity_wh");
        assertThat(network().here("update", "gone", "cancel").err()).contains("REVISION_CONFLICT");
    }

    @Test
    @Order(2)
    void an_outage_curtails_the_trades_of_a_feeder_and_says_how_far_each_has_come() throws IOException {
        order("outage", eastToSouth("out", 2_500));
        network().done("feeder", "hill", "--utility", "south", "--meters", "south-dune");

        assertThat(outage().get("trades")).hasSize(1);
        network().done("clock", "+1m");

        JsonNode again = outage().get("trades").get(0);
        assertThat(again.get("state").asText()).isEqualTo("IN_FORCE");
        assertThat(again.get("leftWh").asLong()).isEqualTo(1_000);
        assertThat(trade("out").get("contractedWh").asLong()).isEqualTo(1_000);
    }

    private JsonNode outage() throws IOException {
        return network()
                .done(
                        "outage",
                        "storm",
                        "--utility",
                        "south",
                        "--feeder",
                        "hill",
                        "--from",
                        NINE,
                        "--until",
                        TEN,
                        "--keep",
                        "40");
    }

    @Test
    @Order(3)
    void keys_of_every_kind_are_renewed_and_revoked_while_orders_go_on() throws IOException {
        String first = signer(trade("less"), "SELLER_UTILITY");

        String second = network().done("key", "rotate", "north").get("keyId").asText();
        order("rotated", northToSouth("rotated", "south-birch", 1_000));
        network().done("key", "revoke", "north");
        network().done("key", "rotate", "south", "--key", "HPKE");
        network().done("key", "rotate", "south", "--key", "TLS");
        order("revoked", northToSouth("revoked", "south-birch", 500));

        assertThat(second).isNotEqualTo(first);
        assertThat(signer(trade("rotated"), "SELLER_UTILITY")).isEqualTo(second);
        assertThat(signer(trade("revoked"), "SELLER_UTILITY")).isEqualTo(second);
        assertThat(states(network().done("key", "list"), "north"))
                .containsExactly(first + " revoked", second + " valid");
    }

    private static List<String> states(JsonNode listed, String participant) {
        List<String> states = new ArrayList<>();
        for (JsonNode key : listed.get("keys")) {
            if (key.get("participant").asText().equals(participant)) {
                states.add(key.get("keyId").asText() + " " + key.get("state").asText());
            }
        }
        return states;
    }

    @Test
    @Order(4)
    void a_meter_that_cannot_sign_trades_as_well() throws IOException {
        network()
                .done(
                        "meter",
                        "birch",
                        "--utility",
                        "south",
                        "--id",
                        "old-birch",
                        "--direction",
                        "CONSUMPTION",
                        "--cannot-sign");
        order("old", northToSouth("old", "old-birch", 700));

        assertThat(trade("old").get("signers")).hasSize(4);
    }

    @Test
    @Order(5)
    void a_reading_is_corrected_before_its_window_is_shared_out_and_adjusts_a_bill_afterwards() throws IOException {
        network().done("clock", "2026-06-15T10:00:10Z");
        network().done("reading", readings("first", """
                north-amber,2026-06-15T09:00:00Z,3100,0
                south-birch,2026-06-15T09:00:00Z,0,5000
                east-fern,2026-06-15T09:00:00Z,2000,0
                south-dune,2026-06-15T09:00:00Z,0,1300
                """));
        String corrected = readings("corrected", "north-amber,2026-06-15T09:00:00Z,6000,0\n");

        assertThat(network().here("reading", corrected).status())
                .as("without saying so")
                .isEqualTo(1);
        assertThat(network()
                        .done("reading", corrected, "--correct")
                        .get("accepted")
                        .asInt())
                .isPositive();
        network().done("reading", readings("old", "old-birch,2026-06-15T09:00:00Z,0,600\n"));
        // Whose utility signs readings itself is shown no figure before readings are due, an hour after the window.
        network().done("clock", "2026-06-15T11:00:10Z");
        network().done("clock", "+5m");

        JsonNode less = trade("less");
        assertThat(less.get("state").asText()).isEqualTo("SETTLED");
        assertThat(less.get("settledWh").asLong()).isEqualTo(1_000);
        assertThat(trade("out").get("settledWh").asLong()).isEqualTo(1_000);
        assertThat(trade("old").get("settledWh").asLong()).isEqualTo(600);
        assertThat(network()
                        .done("reading", readings("late", "north-amber,2026-06-15T09:00:00Z,5900,0\n"), "--correct")
                        .get("adjustments")
                        .asInt())
                .isPositive();
        assertThat(network().done("review", "adjustments", "--utility", "north").get("adjustments"))
                .isNotEmpty();
        assertThat(trade("less").get("settledWh").asLong()).isEqualTo(1_000);
    }

    private String readings(String name, String lines) throws IOException {
        return network().file(name + ".csv", "meter,window_start,injected_wh,consumed_wh\n" + lines);
    }

    @Test
    @Order(6)
    void a_register_that_begins_anew_is_refused_reviewed_and_accepted() throws IOException {
        network().done("reading", readings("amber", "north-amber,2026-06-15T10:00:00Z,2400,0\n"));
        Files.writeString(network().folder().registers("south"), "{}");
        Ended refused = network().here("reading", readings("replaced", "south-birch,2026-06-15T10:00:00Z,0,2000\n"));
        assertThat(refused.status()).isEqualTo(1);

        acceptAllUnderReview("south");
        network().done("clock", "+5m");

        JsonNode moved = trade("moved");
        assertThat(moved.get("state").asText()).isEqualTo("SETTLED");
        assertThat(moved.get("settledWh").asLong()).isEqualTo(2_000);
    }

    /// One after the other: each register's stand is judged by what came before it.
    private void acceptAllUnderReview(String utility) throws IOException {
        for (int left = MAX_REVIEWS; ; left--) {
            JsonNode waiting =
                    network().done("review", "list", "--utility", utility).get("readings");
            if (waiting.isEmpty()) {
                return;
            }
            assertThat(left).as("still under review: %s", waiting).isPositive();
            String digest = waiting.get(0).get("digest").asText();
            network().here("review", "accept", digest, "--utility", utility, "--reason", "the meter was replaced");
        }
    }

    @Test
    @Order(7)
    void the_check_finds_nothing() throws IOException {
        Ended check = network().here("check");

        assertThat(check.status()).as(check.out()).isZero();
    }
}
