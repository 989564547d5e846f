package io.gridpact.protocol.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.refusal.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sheets that are wrong in one thing alone, each at the edge of what is right.
class SheetRefusalsTest {

    private static SheetLeaf leaf(long number, long wantedWh, long allocatedWh) {
        return new SheetLeaf(Claims.order(number), 0, wantedWh, allocatedWh, Claims.salt(number));
    }

    private static String of(Sheet sheet, AllocationRule rule, long readingWh, int index) {
        return said(SheetRules.check(sheet.summary(rule, readingWh), sheet.leaf(index), index, sheet.path(index)));
    }

    private static String said(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> "accepted";
            case Verdict.Refused refused ->
                refused.refusal().field() + ": " + refused.refusal().description();
        };
    }

    @Test
    void a_line_that_wants_nothing_of_a_reading_of_nothing_is_believed() {
        Sheet sheet = Sheet.of(List.of(leaf(1, 0, 0)));

        assertThat(of(sheet, AllocationRule.FIFO, 0, 0)).isEqualTo("accepted");
        assertThat(of(sheet, AllocationRule.PRO_RATA, 0, 0)).isEqualTo("accepted");
    }

    @Test
    void a_line_wants_no_less_than_nothing_and_has_no_revision_below_the_first() {
        SheetSummary sheet = Sheet.of(List.of(leaf(1, 4, 4))).summary(AllocationRule.FIFO, 4);
        SheetLeaf early = new SheetLeaf(Claims.order(1), -1, 4, 4, Claims.salt(1));

        assertThat(said(SheetRules.check(sheet, leaf(1, -1, 0), 0, List.of()))).startsWith("cap_wh: ");
        assertThat(said(SheetRules.check(sheet, early, 0, List.of()))).startsWith("revision: ");
    }

    @Test
    void a_sheet_of_the_most_lines_needs_a_path_as_long_and_one_of_more_is_none() {
        SheetLeaf own = leaf(1, 4, 4);
        SheetSummary most = new SheetSummary(AllocationRule.FIFO, 4, own.node().hash(), 4, 4, Sheet.MAX_LEAVES);
        SheetSummary more = new SheetSummary(AllocationRule.FIFO, 4, own.node().hash(), 4, 4, Sheet.MAX_LEAVES + 1);

        assertThat(said(SheetRules.check(most, own, 0, List.of()))).startsWith("sheet_path: not the length");
        assertThat(said(SheetRules.check(more, own, 0, List.of()))).startsWith("sheet.leaf_count: ");
    }

    @Test
    void fifo_a_line_after_the_own_is_skipped_for_a_later_one() {
        Sheet sheet = Sheet.of(List.of(leaf(1, 2, 2), leaf(2, 2, 0), leaf(3, 2, 2)));

        assertThat(of(sheet, AllocationRule.FIFO, 4, 0)).isEqualTo("sheet_path: other lines are not served in order");
    }

    @Test
    void pro_rata_a_line_gets_a_whole_watt_hour_more_than_its_share_and_another_one_less() {
        Sheet sheet = Sheet.of(List.of(leaf(1, 2, 1), leaf(2, 2, 2), leaf(3, 2, 0)));

        assertThat(of(sheet, AllocationRule.PRO_RATA, 3, 0))
                .isEqualTo("sheet_path: other lines are not given their proportion");
    }

    @Test
    void pro_rata_a_line_before_the_own_gets_nothing_and_the_others_share_it() {
        Sheet sheet = Sheet.of(List.of(leaf(1, 4, 3), leaf(2, 4, 3), leaf(3, 4, 0), leaf(4, 4, 2)));

        assertThat(of(sheet, AllocationRule.PRO_RATA, 8, 3))
                .isEqualTo("sheet_path: other lines are not given their proportion");
    }

    @Test
    void a_subtree_says_that_more_lines_want_something_than_it_has_leaves() {
        SheetLeaf own = leaf(1, 4, 4);
        SheetNode beside = leaf(2, 4, 4).node();
        SheetNode crowded = new SheetNode(Claims.order(9), 9, 0, 3);
        SheetNode root = SheetNode.above(SheetNode.above(own.node(), beside), crowded);
        SheetSummary sheet = new SheetSummary(AllocationRule.FIFO, 8, root.hash(), 17, 8, 4);

        assertThat(said(SheetRules.check(sheet, own, 0, List.of(beside, crowded))))
                .isEqualTo("sheet_path: more lines that want something than lines");
    }

    @Test
    void the_summary_says_something_else_than_line_and_path_add_up_to() {
        Sheet sheet = Sheet.of(List.of(leaf(1, 4, 4), leaf(2, 4, 2)));
        SheetSummary true_ = sheet.summary(AllocationRule.FIFO, 6);
        SheetSummary otherRoot = new SheetSummary(true_.rule(), 6, Claims.order(9), 8, 6, 2);
        SheetSummary otherWanted = new SheetSummary(true_.rule(), 6, true_.root(), 9, 6, 2);
        SheetSummary otherAllocated = new SheetSummary(true_.rule(), 6, true_.root(), 8, 5, 2);
        SheetSummary otherReading = new SheetSummary(true_.rule(), 7, true_.root(), 8, 6, 2);

        assertThat(List.of(otherRoot, otherWanted, otherAllocated, otherReading))
                .extracting(summary -> said(SheetRules.check(summary, sheet.leaf(0), 0, sheet.path(0))))
                .containsExactly(
                        "sheet_path: line and path lead to another root",
                        "sheet.wanted_wh: line and path add up to another sum",
                        "sheet.allocated_wh: line and path add up to another sum",
                        "sheet.allocated_wh: the sum is not the smaller of the reading and what is wanted");
    }

    @Test
    void a_claim_has_no_figure_below_nothing() {
        assertThatThrownBy(() -> new Claim(Claims.order(1), -1, Claims.NOON, 1, 1))
                .hasMessageStartingWith("revision");
        assertThatThrownBy(() -> new Claim(Claims.order(1), 0, Claims.NOON, -1, 1))
                .hasMessageStartingWith("contractWh");
        assertThatThrownBy(() -> new Claim(Claims.order(1), 0, Claims.NOON, 1, -1))
                .hasMessageStartingWith("capWh");
    }

    @Test
    void leaves_are_equal_where_every_field_is() {
        SheetLeaf leaf = leaf(1, 4, 2);

        assertThat(leaf).isEqualTo(leaf(1, 4, 2)).hasSameHashCodeAs(leaf(1, 4, 2));
        assertThat(List.of(
                        leaf(2, 4, 2),
                        leaf(1, 5, 2),
                        leaf(1, 4, 3),
                        new SheetLeaf(leaf.order(), 1, 4, 2, leaf.salt()),
                        new SheetLeaf(leaf.order(), 0, 4, 2, Claims.salt(2))))
                .doesNotContain(leaf);
    }
}
