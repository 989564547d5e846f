package io.gridpact.protocol.allocation;

import static io.gridpact.protocol.allocation.Claims.claim;
import static io.gridpact.protocol.allocation.Claims.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.AllocationRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationVectorsTest {

    /// @param expected what each line gets, in allocation order; empty for a refusal
    record Situation(String name, AllocationRule rule, long readingWh, List<Claim> claims, List<Long> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        return Stream.concat(firstInFirstOut(), Stream.concat(proRata(), defects()));
    }

    private static Stream<Situation> firstInFirstOut() {
        return Stream.of(
                fifo("fifo reading covers all", 9_000, List.of(claim(1, 5_000), claim(2, 4_000)), 5_000, 4_000),
                fifo("fifo reading ends within a line", 7_000, List.of(claim(1, 5_000), claim(2, 4_000)), 5_000, 2_000),
                fifo("fifo claims come out of order", 7_000, List.of(claim(2, 4_000), claim(1, 5_000)), 5_000, 2_000),
                fifo("fifo nothing measured", 0, List.of(claim(1, 5_000), claim(2, 4_000)), 0, 0),
                fifo(
                        "fifo a cap is below the contract",
                        7_000,
                        List.of(claim(1, 5_000, 1_000), claim(2, 4_000)),
                        1_000,
                        4_000),
                fifo("fifo a cap of nothing", 7_000, List.of(claim(1, 5_000, 0), claim(2, 4_000)), 0, 4_000),
                fifo("fifo confirmed at once, the smaller digest first", 5, simultaneous(), 4, 1, 0),
                new Situation("fifo no claims", AllocationRule.FIFO, 5, List.of(), List.of()));
    }

    private static Stream<Situation> proRata() {
        long half = Long.MAX_VALUE / 2;
        return Stream.of(
                proRata("pro rata reading covers all", 9, List.of(claim(1, 5), claim(2, 4)), 5, 4),
                proRata("pro rata largest remainder", 10, List.of(claim(1, 7), claim(2, 2), claim(3, 2)), 6, 2, 2),
                proRata(
                        "pro rata equal remainders in order",
                        4,
                        List.of(claim(1, 5), claim(2, 5), claim(3, 5)),
                        2,
                        1,
                        1),
                proRata("pro rata caps count, not contracts", 3, List.of(claim(1, 9, 3), claim(2, 3)), 2, 1),
                proRata("pro rata a line that wants nothing", 3, List.of(claim(1, 0), claim(2, 4)), 0, 3),
                proRata(
                        "pro rata products of 126 bits",
                        Long.MAX_VALUE - 2,
                        List.of(claim(1, half), claim(2, half)),
                        half,
                        half - 1),
                proRata("pro rata nothing measured", 0, List.of(claim(1, 5), claim(2, 4)), 0, 0));
    }

    private static Stream<Situation> defects() {
        return Stream.of(
                fifo("defect a negative reading", -1, List.of(claim(1, 5))),
                fifo("defect an order claims twice", 7, List.of(claim(1, 5), claim(1, 5))),
                fifo("defect the wanted sum overflows", 7, List.of(claim(1, Long.MAX_VALUE), claim(2, 1))));
    }

    private static List<Claim> simultaneous() {
        return Stream.of(1, 3, 4)
                .map(number -> new Claim(order(number), 0, Claims.NOON, 4, number == 1 ? 3 : 4))
                .toList();
    }

    private static Situation fifo(String name, long readingWh, List<Claim> claims, long... expected) {
        return situation(name, AllocationRule.FIFO, readingWh, claims, expected);
    }

    private static Situation proRata(String name, long readingWh, List<Claim> claims, long... expected) {
        return situation(name, AllocationRule.PRO_RATA, readingWh, claims, expected);
    }

    private static Situation situation(
            String name, AllocationRule rule, long readingWh, List<Claim> claims, long... expected) {
        return new Situation(
                name,
                rule,
                readingWh,
                claims,
                java.util.Arrays.stream(expected).boxed().toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        VectorFile file = VectorFile.of(situation.name())
                .with("rule", situation.rule())
                .with("reading_wh", situation.readingWh());
        for (Claim claim : situation.claims()) {
            file.with("claim", claim.order(), claim.revision(), claim.confirmedAt(), claim.contractWh(), claim.capWh());
        }
        try {
            List<Line> lines = AllocationRules.allocate(situation.rule(), situation.readingWh(), situation.claims());
            assertThat(lines).extracting(Line::allocatedWh).isEqualTo(situation.expected());
            lines.forEach(line -> file.with("line", line.claim().order(), line.allocatedWh()));
            file.with("outcome", "allocated");
        } catch (IllegalArgumentException | ArithmeticException refused) {
            assertThat(situation.name()).startsWith("defect");
            file.with("outcome", "refused");
        }
        file.check("allocation", situation.name());
    }
}
