package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridpact.deploy.bench.HostileRow;
import io.gridpact.deploy.cli.Gridpact.Ended;
import io.gridpact.deploy.hostile.HostileKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hostile clients on real services with heaps of 256 MB, for a short while each.
class HostileBenchTest {

    private static final List<HostileKind> KEPT_OUT =
            Arrays.stream(HostileKind.values()).filter(HostileKind::mustStayOut).toList();

    @Test
    void services_live_and_serve_the_honest_beside_every_kind_of_hostile_client(@TempDir Path scratch)
            throws IOException {
        Gridpact.requireBuiltServices();

        Ended ended = Gridpact.run(scratch, "bench", "hostile", "--seconds", "2", "--per-second", "5", "--json");

        JsonNode result = ended.json();
        assertThat(result.get("rows")).as(ended.err()).hasSize(HostileKind.values().length);
        for (JsonNode row : result.get("rows")) {
            String kind = row.get("kind").asText();
            assertThat(row.get("tries").asLong()).as(kind).isPositive();
            assertThat(row.get("sent").asLong()).as(kind).isEqualTo(10);
            assertThat(row.get("confirmed").asLong()).as(row.toString()).isEqualTo(10);
            assertThat(row.get("peakHeapMb")).as(kind).isNotEmpty();
            row.get("peakHeapMb").forEach(peak -> assertThat(peak.asLong())
                    .as(kind)
                    .isPositive()
                    .isLessThanOrEqualTo(HostileRow.MAX_HEAP_MB));
            if (KEPT_OUT.contains(HostileKind.valueOf(kind))) {
                assertThat(row.get("answers").asLong()).as(row.toString()).isZero();
                assertThat(row.get("refusals").asLong()
                                + row.get("connectionsTurnedOut").asLong())
                        .as(row.toString())
                        .isPositive();
            }
        }
        assertThat(result.get("checkClean").asBoolean()).isTrue();
        assertThat(ended.status()).as(ended.err()).isZero();
    }
}
