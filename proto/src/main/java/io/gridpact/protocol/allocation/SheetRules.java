package io.gridpact.protocol.allocation;

import io.gridpact.protocol.allocation.SheetClimb.Subtree;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a counterparty checks of a sheet of which it sees one line and the path to the root (PROTOCOL.md, section 7).
///
/// Everything here is a figure that another party chose: nothing is thrown, whatever comes.
public final class SheetRules {

    private SheetRules() {}

    /// Whether the sheet's sums can be true and the line obeys the sheet's rule.
    ///
    /// Of the other lines the path shows sums only. They obey the rule too, as far as sums tell: for FIFO every
    /// stretch of lines from the first on that the path delimits has got the smaller of reading and wanted; for
    /// PRO_RATA every subtree beside the path is within a watt-hour of its proportion for each line that wants
    /// something. So a utility cannot keep from one line what it gives to another without both being in one
    /// subtree of nobody's but its own lines.
    ///
    /// Not checked: that the rule is the profile's, that the reading is the meter's, that the sheet is committed
    /// (`StatusRules`), and that all lines are sealed trades (an audit).
    ///
    /// @param own the line that is claimed to stand on the sheet
    /// @param index its place in allocation order, from 0
    /// @param path siblings from the leaf upward
    /// @return accepted, or refused with `INVALID_PROOF` and the field of the status that is at fault
    public static Verdict check(SheetSummary sheet, SheetLeaf own, long index, List<SheetNode> path) {
        return size(sheet, index)
                .then(() -> line(own))
                .then(() -> siblings(path))
                .then(() -> climb(sheet, own, index, path));
    }

    /// Whether several lines of one sheet stand in allocation order, each on a place of its own. The sheet itself does
    /// not show when a line was confirmed; whoever has more than one line on it can tell.
    ///
    /// @return accepted, or refused with `INVALID_PROOF` and field `leaf_index`
    public static Verdict checkOrder(Collection<PlacedLine> lines) {
        List<PlacedLine> inOrder =
                lines.stream().sorted(PlacedLine.ALLOCATION_ORDER).toList();
        for (int next = 1; next < inOrder.size(); next++) {
            if (inOrder.get(next).leafIndex() <= inOrder.get(next - 1).leafIndex()) {
                return refused("leaf_index", "lines are not in the order of their confirmation");
            }
        }
        return Verdict.accepted();
    }

    private static Verdict size(SheetSummary sheet, long index) {
        if (sheet.leafCount() < 1 || sheet.leafCount() > Sheet.MAX_LEAVES) {
            return refused("sheet.leaf_count", "no sheet has that many lines");
        }
        if (index < 0 || index >= sheet.leafCount()) {
            return refused("leaf_index", "the sheet has no line there");
        }
        return sheet.readingWh() < 0 ? refused("sheet.reading_wh", "negative") : Verdict.accepted();
    }

    private static Verdict line(SheetLeaf own) {
        if (own.revision() < 0) {
            return refused("revision", "negative");
        }
        if (own.wantedWh() < 0) {
            return refused("cap_wh", "the line wants less than nothing");
        }
        return own.allocatedWh() >= 0 && own.allocatedWh() <= own.wantedWh()
                ? Verdict.accepted()
                : refused("allocated_wh", "less than nothing, or more than the line wants");
    }

    private static Verdict siblings(List<SheetNode> path) {
        for (int index = 0; index < path.size(); index++) {
            if (!path.get(index).isPlausible()) {
                return refused("sheet_path[" + index + "]", "sums that no lines can have");
            }
        }
        return Verdict.accepted();
    }

    private static Verdict climb(SheetSummary sheet, SheetLeaf own, long index, List<SheetNode> path) {
        try {
            Optional<SheetClimb> climb = SheetClimb.of(own.node(), index, sheet.leafCount(), path);
            return climb.isPresent()
                    ? tree(sheet, own, climb.get())
                    : refused("sheet_path", "not the length that index and leaf count need");
        } catch (ArithmeticException overflow) {
            return refused("sheet_path", "a sum along it does not fit 64 bits");
        }
    }

    private static Verdict tree(SheetSummary sheet, SheetLeaf own, SheetClimb climb) {
        SheetNode root = climb.root();
        boolean fits = Stream.concat(climb.before().stream(), climb.after().stream())
                .allMatch(subtree -> subtree.node().wantingLines() <= subtree.leafCount());
        if (!fits) {
            return refused("sheet_path", "more lines that want something than lines");
        }
        if (!root.hash().equals(sheet.root())) {
            return refused("sheet_path", "line and path lead to another root");
        }
        if (root.wantedWh() != sheet.wantedWh()) {
            return refused("sheet.wanted_wh", "line and path add up to another sum");
        }
        if (root.allocatedWh() != sheet.allocatedWh()) {
            return refused("sheet.allocated_wh", "line and path add up to another sum");
        }
        if (sheet.allocatedWh() != Math.min(sheet.readingWh(), sheet.wantedWh())) {
            return refused("sheet.allocated_wh", "the sum is not the smaller of the reading and what is wanted");
        }
        return switch (sheet.rule()) {
            case FIFO -> firstInFirstOut(sheet.readingWh(), own, climb);
            case PRO_RATA -> proRata(sheet, own, climb);
        };
    }

    /// No sum here overflows: all are at most the root's.
    private static Verdict firstInFirstOut(long readingWh, SheetLeaf own, SheetClimb climb) {
        long beforeWh = climb.before().stream()
                .mapToLong(subtree -> subtree.node().allocatedWh())
                .sum();
        if (own.allocatedWh() != Math.min(own.wantedWh(), readingWh - beforeWh)) {
            return refused("allocated_wh", "the line is not given what the lines before it leave");
        }
        List<SheetNode> inOrder = new ArrayList<>();
        climb.before().forEach(subtree -> inOrder.add(subtree.node()));
        inOrder.add(own.node());
        climb.after().forEach(subtree -> inOrder.add(subtree.node()));
        long wantedWh = 0;
        long allocatedWh = 0;
        for (SheetNode node : inOrder) {
            wantedWh += node.wantedWh();
            allocatedWh += node.allocatedWh();
            if (allocatedWh != Math.min(readingWh, wantedWh)) {
                return refused("sheet_path", "other lines are not served in order");
            }
        }
        return Verdict.accepted();
    }

    private static Verdict proRata(SheetSummary sheet, SheetLeaf own, SheetClimb climb) {
        if (!isFairShare(sheet, own)) {
            return refused("allocated_wh", "the line is not given its proportion");
        }
        boolean othersFair = climb.before().stream().allMatch(subtree -> isFairSum(sheet, subtree))
                && climb.after().stream().allMatch(subtree -> isFairSum(sheet, subtree));
        return othersFair ? Verdict.accepted() : refused("sheet_path", "other lines are not given their proportion");
    }

    private static boolean isFairShare(SheetSummary sheet, SheetLeaf own) {
        if (sheet.readingWh() >= sheet.wantedWh()) {
            return own.allocatedWh() == own.wantedWh();
        }
        Proportion share = Proportion.of(own.wantedWh(), sheet.readingWh(), sheet.wantedWh());
        boolean roundedUp = share.remainder() > 0 && own.allocatedWh() - 1 == share.floorWh();
        return own.allocatedWh() == share.floorWh() || roundedUp;
    }

    /// `|Σa · Σq' − Σq'(below) · m| < lines · Σq'`: each line that wants something is less than a watt-hour
    /// away from its exact share, and one that wants nothing gets just that. So lines that want nothing give no
    /// room to hide in.
    private static boolean isFairSum(SheetSummary sheet, Subtree subtree) {
        SheetNode node = subtree.node();
        if (sheet.readingWh() >= sheet.wantedWh()) {
            return node.allocatedWh() == node.wantedWh();
        }
        BigInteger wantedWh = BigInteger.valueOf(sheet.wantedWh());
        BigInteger given = BigInteger.valueOf(node.allocatedWh()).multiply(wantedWh);
        BigInteger due = BigInteger.valueOf(node.wantedWh()).multiply(BigInteger.valueOf(sheet.readingWh()));
        BigInteger slack = BigInteger.valueOf(node.wantingLines()).multiply(wantedWh);
        return node.wantingLines() == 0 || given.subtract(due).abs().compareTo(slack) < 0;
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
