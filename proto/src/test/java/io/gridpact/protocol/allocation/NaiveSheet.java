package io.gridpact.protocol.allocation;

import java.util.ArrayList;
import java.util.List;

/// The sheet's tree written down as RFC 6962, section 2.1, defines its shape: by recursion.
final class NaiveSheet {

    private NaiveSheet() {}

    static SheetNode root(List<SheetLeaf> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst().node();
        }
        int left = leftSize(leaves.size());
        return SheetNode.above(root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
    }

    static List<SheetNode> path(List<SheetLeaf> leaves, int index) {
        List<SheetNode> path = new ArrayList<>();
        if (leaves.size() == 1) {
            return path;
        }
        int left = leftSize(leaves.size());
        List<SheetLeaf> before = leaves.subList(0, left);
        List<SheetLeaf> after = leaves.subList(left, leaves.size());
        path.addAll(index < left ? path(before, index) : path(after, index - left));
        path.add(root(index < left ? after : before));
        return path;
    }

    /// The largest power of two smaller than the size.
    private static int leftSize(int size) {
        return Integer.highestOneBit(size - 1);
    }
}
