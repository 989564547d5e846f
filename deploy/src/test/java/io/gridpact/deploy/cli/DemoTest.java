package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.ProcessList;
import io.gridpact.deploy.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @BeforeAll
    static void built() {
        Gridpact.requireBuiltServices();
    }

    @Test
    void a_killed_demo_leaves_nothing_that_stops_the_next_on_the_same_folder(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        Gridpact killed = Gridpact.start(folder, "demo", "--data", data.toString());
        await().atMost(PATIENCE).until(() -> killed.errSoFar().contains("trading"));
        List<ProcessRecord> processes = ProcessList.read(LocalNetwork.processesFile(new NetworkFolder(data)))
                .processes();

        killed.kill();

        assertThat(processes).hasSize(7);
        await().atMost(Duration.ofSeconds(20)).until(() -> processes.stream().noneMatch(ProcessRecord::isAlive));
        Ended up = Gridpact.run(folder, "up", "--detach", "--data", data.toString());
        assertThat(up.status()).as(up.err()).isZero();
        assertThat(Gridpact.run(folder, "down", "--data", data.toString()).status())
                .isZero();
    }

    @Test
    void two_demos_at_once_both_show_the_whole_day(@TempDir Path folder) throws Exception {
        Gridpact first = Gridpact.start(folder, "demo", "--json");
        Gridpact second = Gridpact.start(folder, "demo", "--json");

        showsTheWholeDay(first.await());
        showsTheWholeDay(second.await());
    }

    private static void showsTheWholeDay(Ended demo) throws IOException {
        assertThat(demo.status()).as(demo.err()).isZero();
        JsonNode day = demo.json();
        assertThat(figures(named(day, "T1"))).isEqualTo("SETTLED 5000 5000 5000 0.9250 EUR");
        assertThat(figures(named(day, "T2"))).isEqualTo("SETTLED 2000 2000 2000 0.3580 EUR");
        assertThat(figures(named(day, "T3"))).isEqualTo("SETTLED 2500 2500 2500 0.4281 EUR");
        assertThat(figures(named(day, "T4"))).isEqualTo("SETTLED 3000 1800 1800 0.3465 EUR");
        refusedFor(named(day, "T5"), "LIMIT_EXCEEDED", "remaining_wh 3000");
        refusedFor(named(day, "T6"), "INVALID_ORDER", "window_start_millis");
        refusedFor(named(day, "T7"), "SIGNATURE_INVALID", "consent");
        theHomesSettle(day);
        whoSettledSigned(day);
        nothingIsLeftOpen(day);
        theArbiterKnowsNothing(day.get("arbiter").get("receivedFields"));
    }

    private static JsonNode named(JsonNode day, String name) {
        return StreamSupport.stream(day.get("trades").spliterator(), false)
                .filter(trade -> trade.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String figures(JsonNode trade) {
        assertThat(trade.get("signers")).hasSize(4);
        return String.join(
                " ",
                trade.get("state").asText(),
                trade.get("sellerWh").asText(),
                trade.get("buyerWh").asText(),
                trade.get("settledWh").asText(),
                trade.get("amount").asText(),
                trade.get("currency").asText());
    }

    private static void refusedFor(JsonNode trade, String reason, String explanation) {
        assertThat(trade.get("state").asText()).isEqualTo("REFUSED");
        assertThat(trade.get("reason").asText()).isEqualTo(reason);
        assertThat(trade.get("explanation").asText()).contains(explanation);
    }

    private static void theHomesSettle(JsonNode day) {
        List<JsonNode> homes = StreamSupport.stream(day.get("trades").spliterator(), false)
                .filter(trade -> !trade.get("name").asText().matches("T[1-7]"))
                .toList();
        assertThat(homes).hasSizeGreaterThanOrEqualTo(100);
        assertThat(homes).allSatisfy(trade -> {
            assertThat(trade.get("state").asText()).isEqualTo("SETTLED");
            assertThat(trade.get("price").isTextual()).isTrue();
        });
    }

    /// All four in their order, each with its key; over the smaller side, for an amount of four decimals.
    private static void whoSettledSigned(JsonNode day) {
        assertThat(day.get("trades"))
                .filteredOn(trade -> trade.get("state").asText().equals("SETTLED"))
                .allSatisfy(trade -> {
                    assertThat(trade.get("signers"))
                            .extracting(signer -> signer.get("role").asText())
                            .containsExactly("BUYER_PLATFORM", "SELLER_PLATFORM", "SELLER_UTILITY", "BUYER_UTILITY");
                    assertThat(trade.get("signers")).allSatisfy(signer -> {
                        assertThat(signer.get("party").asText()).isNotEmpty();
                        assertThat(signer.get("keyId").asText()).isNotEmpty();
                    });
                    assertThat(trade.get("amount").asText()).matches("\\d+\\.\\d{4}");
                    assertThat(trade.get("settledWh").asLong())
                            .isEqualTo(Math.min(
                                    trade.get("sellerWh").asLong(),
                                    trade.get("buyerWh").asLong()));
                });
    }

    private static void nothingIsLeftOpen(JsonNode day) {
        assertThat(day.get("utilities")).hasSize(3).allSatisfy(utility -> {
            assertThat(utility.get("checked").asBoolean()).isTrue();
            assertThat(utility.get("trades").asLong()).isPositive();
            assertThat(utility.get("journalEntries").asLong()).isPositive();
        });
        assertThat(day.get("arbiter").get("leaves").asLong()).isPositive();
        assertThat(day.get("arbiter").get("matched").asLong()).isPositive();
        assertThat(day.get("arbiter").get("mismatched").asLong()).isZero();
        assertThat(day.get("arbiter").get("unpaired").asLong()).isZero();
        assertThat(day.get("elapsedSeconds").isNumber()).isTrue();
    }

    /// Hashes, who, when and which stage; nothing that says how much, at what price, or whose.
    private static void theArbiterKnowsNothing(JsonNode receivedFields) {
        Set<String> fields = new HashSet<>();
        StreamSupport.stream(receivedFields.spliterator(), false)
                .map(field -> field.get("path").asText())
                .map(path -> path.substring(path.lastIndexOf('.') + 1))
                .forEach(fields::add);

        assertThat(fields)
                .isSubsetOf(
                        "payload_type",
                        "key_id",
                        "sig",
                        "index",
                        "size",
                        "path",
                        "salt",
                        "utility",
                        "peer",
                        "root",
                        "digest",
                        "direction",
                        "stage",
                        "number",
                        "revision",
                        "minute_millis",
                        "window_start_millis",
                        "complete_to_millis");
    }
}
