package io.gridpact.protocol.allocation;

import static io.gridpact.protocol.allocation.Claims.claim;
import static io.gridpact.protocol.allocation.Claims.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.Seeds;
import io.gridpact.protocol.directory.AllocationRule;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationRulesTest {

    private static final int SEEDS = 300;

    @Test
    void first_in_first_out_gives_the_last_what_is_left() {
        List<Line> lines =
                AllocationRules.allocate(AllocationRule.FIFO, 7_000, List.of(claim(2, 4_000), claim(1, 5_000)));

        assertThat(lines).containsExactly(new Line(claim(1, 5_000), 5_000), new Line(claim(2, 4_000), 2_000));
    }

    @Test
    void pro_rata_gives_the_spare_watt_hour_to_the_largest_remainder() {
        // 10 of 7 + 2 + 2: 6 4/11, 1 9/11, 1 9/11; two to spare.
        List<Line> lines =
                AllocationRules.allocate(AllocationRule.PRO_RATA, 10, List.of(claim(1, 7), claim(2, 2), claim(3, 2)));

        assertThat(lines).extracting(Line::allocatedWh).containsExactly(6L, 2L, 2L);
    }

    @Test
    void of_equal_remainders_the_earlier_line_goes_first() {
        List<Line> lines =
                AllocationRules.allocate(AllocationRule.PRO_RATA, 4, List.of(claim(3, 5), claim(2, 5), claim(1, 5)));

        assertThat(lines).extracting(line -> line.claim().order()).containsExactly(order(1), order(2), order(3));
        assertThat(lines).extracting(Line::allocatedWh).containsExactly(2L, 1L, 1L);
    }

    /// The second and third products fit 64 bits and not 63.
    @ParameterizedTest(name = "{0} of {1} to {2}")
    @CsvSource({
        "3, 5, 7, 2, 1",
        "4294967296, 2147483648, 8589934592, 1073741824, 0",
        "4294967297, 2147483648, 8589934592, 1073741824, 2147483648",
        "1000000000000, 999999999999, 2000000000000, 499999999999, 1000000000000",
        "0, 5, 7, 0, 0"
    })
    void a_share_is_exact_however_large_the_product(
            long wantedWh, long readingWh, long sumWh, long floorWh, long remainder) {
        assertThat(Proportion.of(wantedWh, readingWh, sumWh)).isEqualTo(new Proportion(floorWh, remainder));
    }

    @Test
    void products_of_more_than_64_bits_are_exact() {
        long half = Long.MAX_VALUE / 2;

        List<Line> lines = AllocationRules.allocate(
                AllocationRule.PRO_RATA, Long.MAX_VALUE - 2, List.of(claim(1, half), claim(2, half)));

        assertThat(lines).extracting(Line::allocatedWh).containsExactly(half, half - 1);
    }

    @Test
    void the_sum_is_exact_and_each_line_within_its_bounds_and_the_rule() {
        Seeds.forEach(SEEDS, random -> {
            List<Claim> claims = Claims.random(random, random.nextInt(40));
            long readingWh = Claims.randomReading(random, claims);
            long wantedWh = claims.stream().mapToLong(Claim::wantedWh).sum();
            for (AllocationRule rule : AllocationRule.values()) {
                List<Line> lines = AllocationRules.allocate(rule, readingWh, claims);

                assertThat(lines).extracting(Line::claim).isSortedAccordingTo(Claim.ALLOCATION_ORDER);
                assertThat(lines).extracting(Line::claim).containsExactlyInAnyOrderElementsOf(claims);
                assertThat(lines.stream().mapToLong(Line::allocatedWh).sum()).isEqualTo(Math.min(readingWh, wantedWh));
                assertThat(lines).allSatisfy(line -> assertThat(line.allocatedWh())
                        .isBetween(0L, line.claim().wantedWh()));
                switch (rule) {
                    case FIFO -> assertServedInOrder(lines);
                    case PRO_RATA -> assertNearTheirShare(lines, readingWh, wantedWh);
                }
            }
        });
    }

    /// Whoever comes after one that was cut gets nothing.
    private static void assertServedInOrder(List<Line> lines) {
        boolean cut = false;
        for (Line line : lines) {
            assertThat(cut && line.allocatedWh() > 0).isFalse();
            cut |= line.allocatedWh() < line.claim().wantedWh();
        }
    }

    private static void assertNearTheirShare(List<Line> lines, long readingWh, long wantedWh) {
        BigInteger m = BigInteger.valueOf(Math.min(readingWh, wantedWh));
        BigInteger sum = BigInteger.valueOf(wantedWh);
        for (Line line : lines) {
            BigInteger due = BigInteger.valueOf(line.claim().wantedWh()).multiply(m);
            BigInteger given = BigInteger.valueOf(line.allocatedWh()).multiply(sum);
            assertThat(given.subtract(due).abs())
                    .as("less than a watt-hour from the exact share")
                    .isLessThan(sum.max(BigInteger.ONE));
        }
    }

    @Test
    void the_order_in_which_claims_come_changes_nothing() {
        Seeds.forEach(SEEDS, random -> {
            List<Claim> claims = Claims.random(random, 1 + random.nextInt(40));
            long readingWh = Claims.randomReading(random, claims);
            List<Claim> shuffled = new ArrayList<>(claims);
            Collections.shuffle(shuffled, new Random(random.nextLong()));
            for (AllocationRule rule : AllocationRule.values()) {
                assertThat(AllocationRules.allocate(rule, readingWh, shuffled))
                        .isEqualTo(AllocationRules.allocate(rule, readingWh, claims));
            }
        });
    }

    @Test
    void what_has_no_sheet_is_refused() {
        for (AllocationRule rule : AllocationRule.values()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AllocationRules.allocate(rule, -1, List.of()))
                    .withMessageContaining("readingWh");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AllocationRules.allocate(rule, 1, List.of(claim(1, 5), claim(1, 6))))
                    .withMessageContaining("twice");
            assertThatThrownBy(() -> AllocationRules.allocate(rule, 1, List.of(claim(1, Long.MAX_VALUE), claim(2, 1))))
                    .isInstanceOf(ArithmeticException.class);
        }
    }
}
