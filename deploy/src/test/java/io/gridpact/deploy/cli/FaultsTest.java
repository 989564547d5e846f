package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small, fixed part of the table of faults, on real processes; `deploy/gridpact faults` does the whole.
class FaultsTest {

    /// Each in another phase, so that they share a round; and a link, which has one of its own.
    private static final List<String> FAULTS = List.of(
            "kill/utility/writer-after-commit", "kill/utility/statuses-before-sending", "link/utilities/hold-answers");

    /// Acknowledged in a round at least: a third before each fault, a third while it lasts, a third after it.
    private static final int TRADES = 24;

    @BeforeAll
    static void built() {
        Gridpact.requireBuiltServices();
    }

    @Test
    void no_acknowledged_trade_is_lost_or_doubled_by_kills_and_a_half_open_link(@TempDir Path folder) throws Exception {
        Ended faults = Gridpact.run(folder, "faults", "--only", String.join(",", FAULTS), "--json");

        JsonNode rows = faults.json().get("faults");
        assertThat(rows).as(faults.err()).hasSize(FAULTS.size()).allSatisfy(row -> {
            String name = row.get("fault").asText();
            assertThat(FAULTS).contains(name);
            assertThat(row.get("injected").asInt()).as(name).isPositive();
            assertThat(row.get("acknowledged").asInt()).as(name).isGreaterThanOrEqualTo(TRADES);
            assertThat(row.get("lost").asInt()).as(name).isZero();
            assertThat(row.get("doubled").asInt()).as(name).isZero();
            assertThat(row.get("findings")).as(name).isEmpty();
        });
        assertThat(faults.status()).as(faults.err()).isZero();
    }
}
