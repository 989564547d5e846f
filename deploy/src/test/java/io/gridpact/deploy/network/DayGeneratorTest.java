package io.gridpact.deploy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayGeneratorTest {

    private static final Path EXAMPLES = Path.of("examples");
    private static final List<String> FILES = List.of("network.json", "orders.jsonl", "readings.csv");

    @Test
    void the_example_files_are_those_of_seed_1(@TempDir Path folder) throws IOException {
        NetworkWriter.write(folder, DayGenerator.generate(1, 42, 3));

        for (String file : FILES) {
            assertThat(folder.resolve(file)).as(file).hasSameTextualContentAs(EXAMPLES.resolve(file));
        }
    }

    @Test
    void what_is_written_is_read_back_the_same(@TempDir Path folder) throws IOException {
        DayGenerator.Day day = DayGenerator.generate(7, 21, 5);
        NetworkWriter.write(folder, day);

        assertThat(NetworkFiles.readNetwork(folder.resolve("network.json"))).isEqualTo(day.network());
        assertThat(NetworkFiles.readOrders(folder.resolve("orders.jsonl"))).isEqualTo(day.orders());
        assertThat(NetworkFiles.readReadings(folder.resolve("readings.csv"))).isEqualTo(day.readings());
    }

    @Test
    void the_example_day_is_large_enough_and_nobody_sells_more_than_their_limit() throws IOException {
        List<OrderLine> orders = NetworkFiles.readOrders(EXAMPLES.resolve("orders.jsonl"));
        NetworkFile network = NetworkFiles.readNetwork(EXAMPLES.resolve("network.json"));
        Set<String> homes = new HashSet<>();
        orders.stream().filter(order -> order.name().contains("h-")).forEach(order -> {
            homes.add(order.seller().meter());
            homes.add(order.buyer().meter());
        });

        assertThat(orders).hasSizeGreaterThanOrEqualTo(107);
        assertThat(network.customers()).hasSizeGreaterThanOrEqualTo(47);
        assertThat(homes).hasSizeGreaterThanOrEqualTo(40);
        assertThat(orders.stream().map(OrderLine::name)).doesNotHaveDuplicates();
    }

    @Test
    void a_fault_in_a_file_is_named_by_its_place(@TempDir Path folder) throws IOException {
        Path orders = Files.writeString(folder.resolve("orders.jsonl"), "{\"name\":\"T1\",\"colour\":\"red\"}\n");
        Path network = Files.writeString(folder.resolve("network.json"), "{\"start\":\"yesterday\"}");
        Path readings = Files.writeString(
                folder.resolve("readings.csv"), NetworkFiles.READINGS_HEADER + "\nm,2026-06-15T10:00:00Z,1.5,0\n");

        assertThatThrownBy(() -> NetworkFiles.readOrders(orders)).hasMessageContaining("orders.jsonl:1.seller");
        assertThatThrownBy(() -> NetworkFiles.readNetwork(network)).hasMessageContaining("start: an instant");
        assertThatThrownBy(() -> NetworkFiles.readReadings(readings)).hasMessageContaining("readings.csv:2");
    }
}
