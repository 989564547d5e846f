package io.gridpact.protocol.allocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way from a leaf to the root of a tree of a given size.
///
/// @param root what the path leads to, with the sums
/// @param before subtrees that hold the leaves left of this one, from the left
/// @param after subtrees that hold the leaves right of this one, from the left
record SheetClimb(SheetNode root, List<Subtree> before, List<Subtree> after) {

    /// @param leafCount how many leaves the tree's shape puts below this node
    record Subtree(SheetNode node, long leafCount) {}

    /// @param index from 0, less than `leafCount`
    /// @return empty if the path has not exactly the length that index and leaf count need
    /// @throws ArithmeticException if a sum does not fit a long
    static Optional<SheetClimb> of(SheetNode leaf, long index, long leafCount, List<SheetNode> path) {
        List<Subtree> before = new ArrayList<>();
        List<Subtree> after = new ArrayList<>();
        SheetNode node = leaf;
        int level = levelWithSibling(0, index, leafCount);
        for (SheetNode sibling : path) {
            if (isRoot(level, leafCount)) {
                return Optional.empty();
            }
            long position = index >>> level;
            Subtree subtree = new Subtree(sibling, leavesBelow(level, position ^ 1, leafCount));
            if ((position & 1) == 1) {
                before.addFirst(subtree);
                node = SheetNode.above(sibling, node);
            } else {
                after.add(subtree);
                node = SheetNode.above(node, sibling);
            }
            level = levelWithSibling(level + 1, index, leafCount);
        }
        return isRoot(level, leafCount) ? Optional.of(new SheetClimb(node, before, after)) : Optional.empty();
    }

    /// The level from `level` upward on which the leaf's ancestor has a sibling, or on which it is the root: a last
    /// node without a right neighbour stands for itself one level higher.
    private static int levelWithSibling(int level, long index, long leafCount) {
        int with = level;
        while (!isRoot(with, leafCount) && ((index >>> with) ^ 1) > (leafCount - 1) >>> with) {
            with++;
        }
        return with;
    }

    private static boolean isRoot(int level, long leafCount) {
        return (leafCount - 1) >>> level == 0;
    }

    private static long leavesBelow(int level, long position, long leafCount) {
        return Math.min(leafCount, (position + 1) << level) - (position << level);
    }
}
