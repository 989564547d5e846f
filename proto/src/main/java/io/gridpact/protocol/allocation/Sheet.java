package io.gridpact.protocol.allocation;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The Merkle-sum tree of one meter, direction and window, with every node at hand (PROTOCOL.md, section 7): built with
/// one hash a node, after which each path costs no hash.
public final class Sheet {

    /// Lines a sheet may have.
    public static final int MAX_LEAVES = 1 << 20;

    private final List<SheetLeaf> leaves;
    private final List<List<SheetNode>> levels;

    private Sheet(List<SheetLeaf> leaves, List<List<SheetNode>> levels) {
        this.leaves = leaves;
        this.levels = levels;
    }

    /// @param leaves in allocation order, 1 to [#MAX_LEAVES], each order once
    /// @throws IllegalArgumentException if they are too many or none, or one is not what a line can be
    /// @throws ArithmeticException if a sum does not fit a long
    public static Sheet of(List<SheetLeaf> leaves) {
        if (leaves.isEmpty() || leaves.size() > MAX_LEAVES) {
            throw new IllegalArgumentException("a sheet has 1 to " + MAX_LEAVES + " leaves, not " + leaves.size());
        }
        List<SheetLeaf> kept = List.copyOf(leaves);
        List<SheetNode> level = new ArrayList<>(kept.size());
        Set<Digest> orders = HashSet.newHashSet(kept.size());
        for (SheetLeaf leaf : kept) {
            SheetNode node = leaf.node();
            if (!node.isPlausible() || leaf.revision() < 0 || !orders.add(leaf.order())) {
                throw new IllegalArgumentException("not a line: " + leaf);
            }
            level.add(node);
        }
        List<List<SheetNode>> levels = new ArrayList<>();
        levels.add(level);
        while (level.size() > 1) {
            level = above(level);
            levels.add(level);
        }
        return new Sheet(kept, levels);
    }

    /// A node without a right neighbour stands for itself one level higher, which gives the shape of RFC 6962.
    private static List<SheetNode> above(List<SheetNode> level) {
        List<SheetNode> above = new ArrayList<>((level.size() + 1) / 2);
        for (int left = 0; left + 1 < level.size(); left += 2) {
            above.add(SheetNode.above(level.get(left), level.get(left + 1)));
        }
        if (level.size() % 2 == 1) {
            above.add(level.getLast());
        }
        return above;
    }

    public SheetNode root() {
        return levels.getLast().getFirst();
    }

    public int leafCount() {
        return leaves.size();
    }

    /// @throws IndexOutOfBoundsException unless `0 <= index < leafCount()`
    public SheetLeaf leaf(int index) {
        return leaves.get(index);
    }

    /// The siblings from the leaf upward.
    ///
    /// @throws IndexOutOfBoundsException unless `0 <= index < leafCount()`
    public List<SheetNode> path(int index) {
        Objects.checkIndex(index, leaves.size());
        List<SheetNode> path = new ArrayList<>(levels.size());
        int position = index;
        for (List<SheetNode> level : levels) {
            int sibling = position ^ 1;
            if (sibling < level.size()) {
                path.add(level.get(sibling));
            }
            position >>>= 1;
        }
        return List.copyOf(path);
    }

    /// What the sheet says as a whole.
    ///
    /// @param readingWh the meter's reading for the window, in watt-hours
    public SheetSummary summary(AllocationRule rule, long readingWh) {
        SheetNode root = root();
        return new SheetSummary(rule, readingWh, root.hash(), root.wantedWh(), root.allocatedWh(), leaves.size());
    }
}
