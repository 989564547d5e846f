package io.gridpact.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.deploy.bench.HostileResult;
import io.gridpact.deploy.bench.HostileRow;
import io.gridpact.deploy.hostile.HostileKind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileTextTest {

    private static HostileRow row(HostileKind kind, long tries, long answers, long refusals, long confirmed) {
        return new HostileRow(
                kind,
                tries,
                answers,
                refusals,
                0,
                20,
                confirmed,
                new BigDecimal("12.3"),
                new BigDecimal("45.6"),
                new BigDecimal("1.52"),
                Map.of("north", 100L),
                List.of(),
                List.of());
    }

    private static HostileRow row(Map<String, Long> heap, List<String> refused, List<String> dead) {
        return new HostileRow(
                HostileKind.NESTED,
                1,
                0,
                1,
                0,
                1,
                1,
                BigDecimal.ONE,
                BigDecimal.ONE,
                BigDecimal.ONE,
                heap,
                refused,
                dead);
    }

    private static HostileResult result(HostileRow... rows) {
        return new HostileResult(
                15, 10, new BigDecimal("11.0"), new BigDecimal("30.0"), List.of(rows), Map.of("north", 300L), true);
    }

    @Test
    void a_table_says_who_was_there_what_it_cost_and_what_was_not_as_it_must_be() {
        HostileRow good = row(HostileKind.NESTED, 900, 0, 900, 20);
        HostileRow bad = row(HostileKind.EXPIRED, 30, 2, 28, 19);

        assertThat(HostileText.text(result(good, bad))).isEqualTo("""
                        10 honest orders a second, each kind for 15 s
                          beside one that                            tries  refused  turned out  p50 ms  p99 ms  to quiet  peak heap MB
                          is not there                                                             11.0    30.0         1
                          sends deeply nested messages                 900      900           0    12.3    45.6      1.52  north 100
                          dials with a certificate that has expired     30       28           0    12.3    45.6      1.52  north 100     FAILED
                          dials with a certificate that has expired: 1 of 20 honest orders were not confirmed
                          dials with a certificate that has expired: 2 were let in
                        most of a whole process, MB: north 300
                        check afterwards: clean""");
        assertThat(result(good).passed()).isTrue();
        assertThat(result(good, bad).passed()).isFalse();
        assertThat(result().passed()).isFalse();
    }

    @Test
    void a_heap_that_is_full_a_refusal_a_dead_service_and_an_attack_that_did_not_happen_each_fail() {
        assertThat(row(Map.of("gate", 256L), List.of(), List.of()).findings()).isEmpty();
        assertThat(row(Map.of("gate", 257L), List.of(), List.of()).findings())
                .containsExactly("gate used 257 MB of heap");
        assertThat(row(Map.of(), List.of("why", "why"), List.of()).findings())
                .containsExactly("an honest order was refused: why");
        assertThat(row(Map.of(), List.of(), List.of("gate")).findings()).containsExactly("gate has ended");
        assertThat(row(HostileKind.RESETS, 0, 0, 0, 20).findings()).containsExactly("nothing hostile was done");
        assertThat(row(HostileKind.WRONG_KEY, 9, 0, 0, 20).findings()).containsExactly("none was refused");
    }
}
