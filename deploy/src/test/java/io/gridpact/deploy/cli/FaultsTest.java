package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.cli.Gridpact.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {

    private static final String A_FEW = "kill/utility/writer-after-commit,link/utilities/hold-answers";

    @BeforeAll
    static void built() {
        Gridpact.requireBuiltServices();
    }

    /// One service dies between its commit and its answer, and a link lies half open: both happen, and every
    /// acknowledged trade is settled once in both ledgers.
    @Test
    void a_killed_utility_and_a_half_open_link_lose_nothing(@TempDir Path folder) throws Exception {
        Ended ended = Gridpact.run(folder, "faults", "--json", "--only", A_FEW);

        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        JsonNode faults = ended.json().get("faults");
        assertThat(faults).hasSize(2).allSatisfy(row -> {
            assertThat(row.get("injected").asInt()).isPositive();
            assertThat(row.get("acknowledged").asInt()).isPositive();
            assertThat(row.get("lost").asInt()).isZero();
            assertThat(row.get("doubled").asInt()).isZero();
            assertThat(row.get("findings")).isEmpty();
        });
    }

    @Test
    void a_fault_that_is_not_there_is_a_mistake_in_the_arguments(@TempDir Path folder) throws Exception {
        assertThat(Gridpact.run(folder, "faults", "--only", "earthquake").status())
                .isEqualTo(2);
    }
}
