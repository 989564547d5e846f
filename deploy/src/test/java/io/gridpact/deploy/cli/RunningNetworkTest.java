package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.postgres.Databases;
import io.gridpact.deploy.postgres.PostgresServer;
import io.gridpact.directory.v1.GetClockRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// One network that stays up, worked on by commands as a person would; in order, because it costs seconds to start.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunningNetworkTest {

    private static final Instant WINDOW_START = Instant.parse("2026-06-15T12:00:00Z");

    private NetworkFolder folder = new NetworkFolder(Path.of(""));
    private Path scratch = Path.of("");
    private @Nullable UpNetwork network;

    @BeforeAll
    void up(@TempDir Path temporary) throws IOException {
        scratch = temporary;
        network = UpNetwork.in(temporary);
        folder = network.folder();
    }

    @AfterAll
    void down() throws IOException {
        if (network != null) {
            network.close();
        }
    }

    private Ended gridpact(String command, String... arguments) throws IOException {
        return Objects.requireNonNull(network).run(command, arguments);
    }

    private static String order(String name, long quantityWh) {
        return """
                {"name":"%s","seller":{"platform":"sunbird","utility":"north","customer":"amber","meter":"north-amber"},\
                "buyer":{"platform":"helio","utility":"south","customer":"birch","meter":"south-birch"},\
                "windowStart":"%s","quantityWh":%d,"pricePerKwh":"0.1234"}
                """.formatted(name, WINDOW_START, quantityWh);
    }

    @Test
    @Order(1)
    void secrets_are_readable_by_their_owner_only() throws IOException {
        for (Path secret : List.of(
                folder.secrets(),
                folder.rootKey("north"),
                folder.client("helio").resolve("signing.key.pem"),
                folder.serviceKeys("north").resolve("signing.key.pem"),
                folder.meterKey("north", "north-amber"))) {
            assertThat(Files.getPosixFilePermissions(secret))
                    .as(secret.toString())
                    .hasSize(2);
        }
        assertThat(Files.readString(folder.serviceKeys("north").resolve("signing.key.pem")))
                .contains("ENCRYPTED PRIVATE KEY");
    }

    @Test
    @Order(2)
    void a_platform_may_not_do_what_an_operator_may() throws IOException {
        NetworkState state = NetworkState.read(folder).orElseThrow();
        try (Channels channels = new Channels(folder, state)) {
            var stub = OperatorServiceGrpc.newBlockingStub(channels.platform("helio", "gate"));

            assertThatThrownBy(() -> stub.getClock(GetClockRequest.getDefaultInstance()))
                    .satisfies(refused -> assertThat(
                                    RefusalStatus.refusalOf(refused).reason())
                            .isEqualTo(Reason.PERMISSION_DENIED));
        }
    }

    @Test
    @Order(3)
    void orders_are_sealed_or_refused_with_a_reason() throws IOException {
        Path orders =
                Files.writeString(scratch.resolve("orders.jsonl"), order("small", 2_000) + order("large", 50_000));

        Ended ended = gridpact("order", orders.toString());

        assertThat(ended.status()).isEqualTo(1);
        JsonNode trades = ended.json().get("trades");
        assertThat(trades.get(0).get("state").asText()).isEqualTo("PENDING");
        assertThat(trades.get(0).get("signers")).hasSize(4);
        assertThat(trades.get(1).get("reason").asText()).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    @Order(4)
    void an_operator_reads_what_is_sold_through_a_feeder() throws IOException {
        assertThat(gridpact("feeder", "hill", "--utility", "north", "--meters", "north-amber")
                        .json()
                        .get("changed")
                        .asInt())
                .isEqualTo(1);

        JsonNode lines = gridpact(
                        "schedule", "--utility", "north", "--feeder", "hill", "--from", "2026-06-15T00:00:00Z")
                .json()
                .get("lines");

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).get("windowStart").asText()).isEqualTo(WINDOW_START.toString());
        assertThat(lines.get(0).get("pendingSoldWh").asLong()).isEqualTo(2_000);
    }

    @Test
    @Order(5)
    void an_independent_client_in_node_trades_and_verifies_all_four_signatures() throws Exception {
        NodeClient node = NodeClient.installed(scratch);

        JsonNode sealed = node.trade(folder, nodeOrder("north-amber", 1_000));
        assertThat(sealed.get("sealed").asBoolean()).as(sealed.toString()).isTrue();
        assertThat(sealed.get("signers").findValuesAsText("role"))
                .containsExactly("BUYER_PLATFORM", "SELLER_PLATFORM", "SELLER_UTILITY", "BUYER_UTILITY");

        JsonNode refused = node.trade(folder, nodeOrder("north-amber", 900_000));
        assertThat(refused.get("reason").asText()).isEqualTo("LIMIT_EXCEEDED");
    }

    private ObjectNode nodeOrder(String meter, long quantityWh) throws IOException {
        ObjectNode order = new ObjectMapper().createObjectNode();
        order.putObject("seller")
                .put("platform", "sunbird")
                .put("utility", "north")
                .put("customer", "amber")
                .put("meter", meter);
        order.putObject("buyer")
                .put("platform", "helio")
                .put("utility", "south")
                .put("customer", "birch")
                .put("meter", "south-birch");
        Instant now = Instant.parse(gridpact("clock").json().get("now").asText());
        return order.put("nowMillis", now.toEpochMilli())
                .put("windowStartMillis", WINDOW_START.toEpochMilli())
                .put("windowEndMillis", WINDOW_START.plusSeconds(3_600).toEpochMilli())
                .put("expiresMillis", WINDOW_START.minusSeconds(900).toEpochMilli())
                .put("quantityWh", quantityWh)
                .put("pricePerKwh", "0.2001")
                .put("currency", "EUR");
    }

    @Test
    @Order(6)
    void an_operator_enrols_a_customer_who_can_trade_at_once() throws IOException {
        assertThat(gridpact("customer", "iris", "--utility", "south").status()).isZero();
        assertThat(gridpact("meter", "iris", "--utility", "south", "--id", "m-iris", "--direction", "CONSUMPTION")
                        .status())
                .isZero();
        gridpact(
                "mandate",
                "iris",
                "--utility",
                "south",
                "--platform",
                "helio",
                "--direction",
                "CONSUMPTION",
                "--wh",
                "9000");
        Ended shown = gridpact("limit", "iris", "--utility", "south", "--direction", "CONSUMPTION", "--wh", "9000");
        assertThat(shown.json().get("meters").get(0).get("id").asText()).isEqualTo("m-iris");
        Path orders = Files.writeString(
                scratch.resolve("iris.jsonl"),
                order("iris", 500).replace("\"birch\"", "\"iris\"").replace("south-birch", "m-iris"));

        assertThat(gridpact("order", orders.toString()).status()).isZero();
    }

    @Test
    @Order(7)
    void a_new_platform_is_known_without_restart() throws IOException {
        Ended peers = gridpact("peer", "--platform", "tern");

        assertThat(peers.json().get("participants").findValuesAsText("id")).contains("tern", "helio", "north");
        assertThat(folder.client("tern").resolve("signing.key.pem")).exists();
    }

    @Test
    @Order(8)
    void the_clock_brings_a_trade_from_sealed_to_settled() throws IOException {
        Path readings = Files.writeString(scratch.resolve("readings.csv"), """
                meter,window_start,injected_wh,consumed_wh
                north-amber,2026-06-15T12:00:00Z,3100,0
                south-birch,2026-06-15T12:00:00Z,0,5000
                m-iris,2026-06-15T12:00:00Z,0,700
                """);

        assertThat(gridpact("clock", "2026-06-15T13:00:10Z").status()).isZero();
        Ended read = gridpact("reading", readings.toString());
        assertThat(read.status()).as(read.out()).isZero();
        assertThat(gridpact("clock", "+5m").status()).isZero();

        JsonNode trade = gridpact("trade", "small").json();
        assertThat(trade.get("state").asText()).isEqualTo("SETTLED");
        assertThat(trade.get("settledWh").asLong()).isEqualTo(2_000);
    }

    @Test
    @Order(9)
    void data_and_addresses_outlive_a_stop() throws IOException {
        JsonNode before = gridpact("trade").json();
        NetworkState state = NetworkState.read(folder).orElseThrow();

        assertThat(gridpact("down").status()).isZero();
        Ended again = gridpact("up", "--detach");
        assertThat(again.status()).as(again.err()).isZero();

        assertThat(gridpact("trade").json()).isEqualTo(before);
        assertThat(NetworkState.read(folder).orElseThrow().services()).isEqualTo(state.services());
    }

    @Test
    @Order(10)
    void the_check_finds_nothing_and_then_a_planted_fault() throws IOException, SQLException {
        Ended clean = gridpact("check");
        assertThat(clean.status()).as(clean.out()).isZero();

        plant("north", "UPDATE limit_account SET used_wh = used_wh + 1 WHERE customer_id = 'amber'");

        Ended found = gridpact("check");
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.json().get("findings").findValuesAsText("rule")).contains("limit-used-equals-live-trades");
    }

    private void plant(String database, String sql) throws IOException, SQLException {
        NetworkState state = NetworkState.read(folder).orElseThrow();
        Secrets secrets = Secrets.in(folder.secrets(), new SecureRandom());
        Databases databases = new Databases(state.postgresPort(), secrets.databasePassword(PostgresServer.SUPERUSER));
        try (Connection connection = databases.superuser(database);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
