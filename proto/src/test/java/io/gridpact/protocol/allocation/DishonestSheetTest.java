package io.gridpact.protocol.allocation;

import static io.gridpact.protocol.allocation.Claims.order;
import static io.gridpact.protocol.allocation.Claims.salt;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sheets whose hashes are right over figures that are wrong: what a utility can commit that wants to cheat. The victim
/// is always the line with 4000 Wh wanted.
class DishonestSheetTest {

    private static final int VICTIM = 2;

    /// @param nodes the sheet's lowest level: lines, or whatever is put in place of them
    record Situation(
            String name, AllocationRule rule, long readingWh, List<SheetNode> nodes, SheetLeaf victim, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        return Stream.of(
                fifo(
                        "fifo an honest sheet",
                        line(1, 3_000, 3_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 2_000),
                        "accepted"),
                proRata(
                        "pro rata an honest sheet",
                        line(1, 3_000, 2_333),
                        line(2, 2_000, 1_556),
                        line(3, 4_000, 3_111),
                        "accepted"),
                // The limit of what a path can show: only an audit finds a line that is no sealed trade.
                fifo(
                        "limit a ghost line that obeys the rule",
                        ghost(7_000, 7_000),
                        line(2, 2_000, 0),
                        line(3, 4_000, 0),
                        "accepted"),
                fifo(
                        "defect a ghost sum above the reading",
                        ghost(9_000, 9_000),
                        line(2, 2_000, 0),
                        line(3, 4_000, 0),
                        "INVALID_PROOF sheet.allocated_wh"),
                fifo(
                        "defect a ghost sum above what it wants",
                        ghost(2_000, 3_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 2_000),
                        "INVALID_PROOF sheet_path[0]"),
                fifo(
                        "defect a negative ghost sum",
                        ghost(-3_000, -3_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 4_000),
                        "INVALID_PROOF sheet_path[0]"),
                fifo(
                        "defect less given than measured",
                        line(1, 3_000, 3_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 1_000),
                        "INVALID_PROOF sheet.allocated_wh"),
                fifo(
                        "defect the later line first",
                        line(1, 3_000, 3_000),
                        line(2, 2_000, 0),
                        line(3, 4_000, 4_000),
                        "INVALID_PROOF sheet_path"),
                fifo(
                        "defect a line before is given less than the rule gives",
                        line(1, 3_000, 1_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 4_000),
                        "INVALID_PROOF sheet_path"),
                fifo(
                        "defect the line behind is served first",
                        line(1, 3_000, 3_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 1_000),
                        line(4, 1_000, 1_000),
                        "INVALID_PROOF allocated_wh"),
                fifo(
                        "defect the line is given more than it wants",
                        line(1, 2_000, 2_000),
                        line(2, 500, 500),
                        line(3, 4_000, 4_500),
                        "INVALID_PROOF allocated_wh"),
                proRata(
                        "defect less than the proportion",
                        line(1, 3_000, 2_335),
                        line(2, 2_000, 1_555),
                        line(3, 4_000, 3_110),
                        "INVALID_PROOF allocated_wh"),
                proRata(
                        "defect more than the proportion and one",
                        line(1, 3_000, 2_332),
                        line(2, 2_000, 1_555),
                        line(3, 4_000, 3_113),
                        "INVALID_PROOF allocated_wh"),
                proRata(
                        "defect first in first out under pro rata",
                        line(1, 3_000, 3_000),
                        line(2, 2_000, 2_000),
                        line(3, 4_000, 2_000),
                        "INVALID_PROOF allocated_wh"),
                proRata(
                        "defect one neighbour for another",
                        line(1, 3_000, 2_000),
                        line(2, 1_000, 889),
                        line(3, 4_000, 3_111),
                        line(4, 1_000, 1_000),
                        "INVALID_PROOF sheet_path"),
                proRata(
                        "pro rata an honest sheet with lines that want nothing",
                        line(1, 3_000, 2_333),
                        line(2, 1_000, 778),
                        line(3, 4_000, 3_111),
                        line(4, 0, 0),
                        line(5, 1_000, 778),
                        line(6, 0, 0),
                        line(7, 0, 0),
                        line(8, 0, 0),
                        "accepted"),
                // Four lines, of which three want nothing, give no more room than the one that does.
                proRata(
                        "defect a neighbour that is padded with lines that want nothing",
                        line(1, 3_000, 2_333),
                        line(2, 1_000, 777),
                        line(3, 4_000, 3_111),
                        line(4, 0, 0),
                        line(5, 1_000, 779),
                        line(6, 0, 0),
                        line(7, 0, 0),
                        line(8, 0, 0),
                        "INVALID_PROOF sheet_path"),
                proRata(
                        "defect a watt-hour more where nothing is left over",
                        line(1, 6_000, 2_999),
                        line(2, 4_000, 2_000),
                        line(3, 4_000, 2_001),
                        "INVALID_PROOF allocated_wh"),
                proRata(
                        "defect more lines that want something than lines",
                        ghost(3_000, 2_333, 2),
                        line(2, 2_000, 1_556),
                        line(3, 4_000, 3_111),
                        "INVALID_PROOF sheet_path"),
                proRata(
                        "defect something wanted by no line",
                        ghost(3_000, 2_333, -1),
                        line(2, 2_000, 1_556),
                        line(3, 4_000, 3_111),
                        "INVALID_PROOF sheet_path[0]"),
                // The limit of what a path can show: how many lines of its own want something, a utility can say
                // falsely.
                proRata(
                        "limit lines that want nothing and are counted as if they did",
                        line(1, 3_000, 2_333),
                        line(2, 1_000, 777),
                        line(3, 4_000, 3_111),
                        line(4, 0, 0),
                        line(5, 1_000, 779),
                        ghost(0, 0, 1),
                        ghost(0, 0, 1),
                        ghost(0, 0, 1),
                        "accepted"),
                fifo(
                        "defect sums that overflow",
                        ghost(Long.MAX_VALUE - 2_000, 0),
                        line(2, 2_000, 0),
                        line(3, 4_000, 0),
                        "INVALID_PROOF sheet_path"));
    }

    private static Situation fifo(String name, Object... nodesAndOutcome) {
        return situation(name, AllocationRule.FIFO, nodesAndOutcome);
    }

    private static Situation proRata(String name, Object... nodesAndOutcome) {
        return situation(name, AllocationRule.PRO_RATA, nodesAndOutcome);
    }

    private static Situation situation(String name, AllocationRule rule, Object... nodesAndOutcome) {
        List<SheetNode> nodes = new ArrayList<>();
        for (int index = 0; index < nodesAndOutcome.length - 1; index++) {
            nodes.add(
                    nodesAndOutcome[index] instanceof SheetLeaf leaf
                            ? leaf.node()
                            : (SheetNode) nodesAndOutcome[index]);
        }
        SheetLeaf victim = (SheetLeaf) nodesAndOutcome[VICTIM];
        return new Situation(name, rule, 7_000, nodes, victim, (String) nodesAndOutcome[nodesAndOutcome.length - 1]);
    }

    private static SheetLeaf line(long number, long wantedWh, long allocatedWh) {
        return new SheetLeaf(order(number), 0, wantedWh, allocatedWh, salt(number));
    }

    private static SheetNode ghost(long wantedWh, long allocatedWh) {
        return ghost(wantedWh, allocatedWh, 1);
    }

    private static SheetNode ghost(long wantedWh, long allocatedWh, long wantingLines) {
        return new SheetNode(Hash.tagged("test-ghost").finish(), wantedWh, allocatedWh, wantingLines);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        List<SheetNode> path = new ArrayList<>();
        SheetNode root = climb(situation.nodes(), VICTIM, path);
        SheetSummary summary = new SheetSummary(
                situation.rule(),
                situation.readingWh(),
                root.hash(),
                root.wantedWh(),
                root.allocatedWh(),
                situation.nodes().size());

        Verdict verdict = SheetRules.check(summary, situation.victim(), VICTIM, path);

        assertThat(VectorFile.outcome(verdict)).isEqualTo(situation.outcome());
        SheetVector.of(situation.name(), summary, situation.victim(), VICTIM, path)
                .with("outcome", situation.outcome())
                .check("sheet", situation.name());
    }

    /// As a cheat would hash it: whatever the sums add up to, modulo 2^64.
    private static SheetNode climb(List<SheetNode> nodes, int index, List<SheetNode> path) {
        List<SheetNode> level = nodes;
        int position = index;
        while (level.size() > 1) {
            if ((position ^ 1) < level.size()) {
                path.add(level.get(position ^ 1));
            }
            List<SheetNode> above = new ArrayList<>();
            for (int left = 0; left < level.size(); left += 2) {
                above.add(left + 1 < level.size() ? above(level.get(left), level.get(left + 1)) : level.get(left));
            }
            level = above;
            position /= 2;
        }
        return level.getFirst();
    }

    private static SheetNode above(SheetNode left, SheetNode right) {
        return new SheetNode(
                Hash.tagged("sheet-node")
                        .digest(left.hash())
                        .integer(left.wantedWh())
                        .integer(left.allocatedWh())
                        .integer(left.wantingLines())
                        .digest(right.hash())
                        .integer(right.wantedWh())
                        .integer(right.allocatedWh())
                        .integer(right.wantingLines())
                        .finish(),
                left.wantedWh() + right.wantedWh(),
                left.allocatedWh() + right.allocatedWh(),
                left.wantingLines() + right.wantingLines());
    }
}
