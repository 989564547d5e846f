package io.gridpact.protocol.allocation;

import static io.gridpact.protocol.allocation.Claims.claim;
import static io.gridpact.protocol.allocation.Claims.order;
import static io.gridpact.protocol.allocation.Claims.salt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SheetTest {

    private static final int SIZES = 130;
    private static final int MANY_LINES = 100_000;

    @Test
    void a_meters_place_in_the_map_is_of_utility_key_direction_and_window() {
        PublicKey meter = InMemorySigner.ofSeed(new byte[32]).publicKey();
        Instant start = Instant.parse("2026-06-01T12:00:00Z");

        assertThat(SheetKey.of("north", meter, Direction.INJECTION, start))
                .isEqualTo(SheetKey.of("north", meter.bytes(), Direction.INJECTION, start))
                .isEqualTo(Hash.tagged("sheet-key")
                        .text("north")
                        .bytes(meter.bytes())
                        .text("INJECTION")
                        .integer(start.toEpochMilli())
                        .finish());
    }

    @Test
    void every_size_has_the_root_and_paths_of_the_definition() {
        List<SheetLeaf> leaves = leaves(SIZES);
        for (int size = 1; size <= SIZES; size++) {
            List<SheetLeaf> first = leaves.subList(0, size);
            Sheet sheet = Sheet.of(first);

            assertThat(sheet.root()).as("size %s", size).isEqualTo(NaiveSheet.root(first));
            for (int index : new int[] {0, size / 2, size - 1}) {
                assertThat(sheet.path(index)).isEqualTo(NaiveSheet.path(first, index));
            }
        }
    }

    @Test
    void every_line_of_every_size_is_believed() {
        List<SheetLeaf> leaves = leaves(SIZES);
        for (int size = 1; size <= SIZES; size++) {
            Sheet sheet = Sheet.of(leaves.subList(0, size));
            SheetSummary summary =
                    sheet.summary(AllocationRule.FIFO, sheet.root().wantedWh());
            for (int index = 0; index < size; index++) {
                assertThat(SheetRules.check(summary, sheet.leaf(index), index, sheet.path(index)))
                        .as("line %s of %s", index, size)
                        .isEqualTo(Verdict.accepted());
            }
        }
    }

    @Tag("large")
    @Test
    void a_meter_with_a_hundred_thousand_trades_shows_each_its_path() {
        List<Claim> claims = IntStream.range(0, MANY_LINES)
                .mapToObj(number -> claim(number, 1_000 + number % 7))
                .toList();
        for (AllocationRule rule : AllocationRule.values()) {
            long readingWh = 60_000_000;
            Sheet sheet = Sheet.of(Claims.leaves(AllocationRules.allocate(rule, readingWh, claims)));
            SheetSummary summary = sheet.summary(rule, readingWh);
            for (int index = 0; index < MANY_LINES; index += 97) {
                assertThat(SheetRules.check(summary, sheet.leaf(index), index, sheet.path(index)))
                        .isEqualTo(Verdict.accepted());
            }
        }
    }

    @Test
    void what_is_no_list_of_lines_has_no_sheet() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sheet.of(List.of()));
        assertThatIllegalArgumentException()
                .as("one order twice")
                .isThrownBy(() -> Sheet.of(List.of(leaf(1, 5, 5), leaf(1, 5, 5))));
        assertThatIllegalArgumentException()
                .as("more given than wanted")
                .isThrownBy(() -> Sheet.of(List.of(leaf(1, 5, 6))));
        assertThatIllegalArgumentException()
                .as("less than nothing")
                .isThrownBy(() -> Sheet.of(List.of(leaf(1, -1, -1))));
        assertThatThrownBy(() -> Sheet.of(List.of(leaf(1, Long.MAX_VALUE, 0), leaf(2, 1, 0))))
                .isInstanceOf(ArithmeticException.class);
        assertThatIllegalArgumentException()
                .as("a short salt")
                .isThrownBy(() -> new SheetLeaf(order(1), 0, 1, 1, new byte[31]));
    }

    @Test
    void lines_that_one_counterparty_has_on_a_sheet_stand_in_order() {
        PlacedLine first = new PlacedLine(order(1), Claims.NOON, 3);
        PlacedLine second = new PlacedLine(order(2), Claims.NOON.plusMillis(1), 7);

        assertThat(SheetRules.checkOrder(List.of(second, first)).isAccepted()).isTrue();
        assertThat(SheetRules.checkOrder(List.of(first, new PlacedLine(order(2), second.confirmedAt(), 2)))
                        .isAccepted())
                .as("the later before the earlier")
                .isFalse();
        assertThat(SheetRules.checkOrder(List.of(first, new PlacedLine(order(2), second.confirmedAt(), 3)))
                        .isAccepted())
                .as("both in one place")
                .isFalse();
        // Digest 4 is less than digest 1.
        assertThat(SheetRules.checkOrder(List.of(first, new PlacedLine(order(4), Claims.NOON, 4)))
                        .isAccepted())
                .as("confirmed at once, the larger digest first")
                .isFalse();
    }

    private static SheetLeaf leaf(long number, long wantedWh, long allocatedWh) {
        return new SheetLeaf(order(number), 0, wantedWh, allocatedWh, salt(number));
    }

    private static List<SheetLeaf> leaves(int count) {
        List<SheetLeaf> leaves = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            leaves.add(leaf(number, 10 + number, 10 + number));
        }
        return leaves;
    }
}
