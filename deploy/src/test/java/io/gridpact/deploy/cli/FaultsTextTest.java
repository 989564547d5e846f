package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.deploy.faults.FaultRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTextTest {

    private static final FaultRow GOOD = new FaultRow("kill/gateway/here", 1, 24, 0, 0, List.of());
    private static final FaultRow BAD = new FaultRow("link/arbiter/reset", 2, 20, 1, 0, List.of("x is VOID at north"));

    @Test
    void a_table_says_what_was_lost_and_why_a_row_failed() {
        assertThat(FaultsText.text(List.of(GOOD, BAD))).isEqualTo("""
                          fault               injected  acknowledged  lost  doubled
                          kill/gateway/here          1            24     0        0
                          link/arbiter/reset         2            20     1        0  FAILED
                          link/arbiter/reset: x is VOID at north
                        1 of 2 faults FAILED""");
        assertThat(FaultsText.text(List.of(GOOD))).endsWith("nothing lost, nothing doubled, nothing found");
    }

    @Test
    void one_failed_row_fails_the_whole_and_so_does_no_row() {
        assertThat(FaultsText.passed(List.of(GOOD))).isTrue();
        assertThat(FaultsText.passed(List.of(GOOD, BAD))).isFalse();
        assertThat(FaultsText.passed(List.of())).isFalse();
        assertThat(FaultsText.json(List.of(GOOD, BAD)).toString())
                .isEqualTo("{\"faults\":["
                        + "{\"fault\":\"kill/gateway/here\",\"injected\":1,\"acknowledged\":24,\"lost\":0,"
                        + "\"doubled\":0,\"passed\":true,\"findings\":[]},"
                        + "{\"fault\":\"link/arbiter/reset\",\"injected\":2,\"acknowledged\":20,\"lost\":1,"
                        + "\"doubled\":0,\"passed\":false,\"findings\":[\"x is VOID at north\"]}],"
                        + "\"passed\":false}");
    }
}
