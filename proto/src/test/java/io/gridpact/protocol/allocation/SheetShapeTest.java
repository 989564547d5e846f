package io.gridpact.protocol.allocation;

import static io.gridpact.protocol.allocation.Claims.claim;
import static io.gridpact.protocol.allocation.Claims.order;
import static io.gridpact.protocol.allocation.Claims.salt;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An honest sheet of five lines, shown in a way that is not how it was built.
class SheetShapeTest {

    private static final long READING_WH = 7_000;
    private static final int LAST = 4;

    private static final Sheet SHEET = Sheet.of(Claims.leaves(AllocationRules.allocate(
            AllocationRule.FIFO,
            READING_WH,
            IntStream.range(0, 5).mapToObj(number -> claim(number, 2_000)).toList())));
    private static final SheetSummary SUMMARY = SHEET.summary(AllocationRule.FIFO, READING_WH);

    record Situation(
            String name, SheetSummary summary, SheetLeaf leaf, long index, List<SheetNode> path, String outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Situation> situations() {
        SheetLeaf leaf = SHEET.leaf(1);
        List<SheetNode> path = SHEET.path(1);
        List<SheetNode> longer = new ArrayList<>(path);
        longer.add(new SheetNode(Hash.tagged("test-ghost").finish(), 0, 0, 0));
        List<SheetNode> shorter = path.subList(0, path.size() - 1);
        SheetLeaf resalted = new SheetLeaf(order(1), 0, leaf.wantedWh(), leaf.allocatedWh(), salt(9));
        SheetLeaf revised = new SheetLeaf(order(1), 1, leaf.wantedWh(), leaf.allocatedWh(), leaf.salt());
        SheetLeaf negative = new SheetLeaf(order(1), -1, leaf.wantedWh(), leaf.allocatedWh(), leaf.salt());
        return Stream.of(
                new Situation("five lines, the second", SUMMARY, leaf, 1, path, "accepted"),
                new Situation("five lines, the last", SUMMARY, SHEET.leaf(LAST), LAST, SHEET.path(LAST), "accepted"),
                new Situation("defect a path one node too long", SUMMARY, leaf, 1, longer, "INVALID_PROOF sheet_path"),
                new Situation(
                        "defect a path one node too short", SUMMARY, leaf, 1, shorter, "INVALID_PROOF sheet_path"),
                new Situation("defect another index", SUMMARY, leaf, 0, path, "INVALID_PROOF sheet_path"),
                new Situation("defect a negative index", SUMMARY, leaf, -1, path, "INVALID_PROOF leaf_index"),
                new Situation("defect the index of the leaf count", SUMMARY, leaf, 5, path, "INVALID_PROOF leaf_index"),
                new Situation("defect no lines", lines(0), leaf, 0, path, "INVALID_PROOF sheet.leaf_count"),
                new Situation(
                        "defect more lines than a sheet may have",
                        lines(Sheet.MAX_LEAVES + 1L),
                        leaf,
                        1,
                        path,
                        "INVALID_PROOF sheet.leaf_count"),
                new Situation(
                        "defect a leaf count that needs a longer path",
                        lines(9),
                        leaf,
                        1,
                        path,
                        "INVALID_PROOF sheet_path"),
                new Situation("defect another salt", SUMMARY, resalted, 1, path, "INVALID_PROOF sheet_path"),
                new Situation("defect another revision", SUMMARY, revised, 1, path, "INVALID_PROOF sheet_path"),
                new Situation("defect a negative revision", SUMMARY, negative, 1, path, "INVALID_PROOF revision"),
                new Situation(
                        "defect a negative reading", reading(-1), leaf, 1, path, "INVALID_PROOF sheet.reading_wh"),
                new Situation(
                        "defect a reading that is less",
                        reading(6_999),
                        leaf,
                        1,
                        path,
                        "INVALID_PROOF sheet.allocated_wh"));
    }

    private static SheetSummary lines(long leafCount) {
        return new SheetSummary(
                SUMMARY.rule(), READING_WH, SUMMARY.root(), SUMMARY.wantedWh(), SUMMARY.allocatedWh(), leafCount);
    }

    private static SheetSummary reading(long readingWh) {
        return new SheetSummary(
                SUMMARY.rule(),
                readingWh,
                SUMMARY.root(),
                SUMMARY.wantedWh(),
                SUMMARY.allocatedWh(),
                SUMMARY.leafCount());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void golden(Situation situation) {
        String outcome = VectorFile.outcome(
                SheetRules.check(situation.summary(), situation.leaf(), situation.index(), situation.path()));

        assertThat(outcome).isEqualTo(situation.outcome());
        SheetVector.of(situation.name(), situation.summary(), situation.leaf(), situation.index(), situation.path())
                .with("outcome", outcome)
                .check("sheet", situation.name());
    }
}
