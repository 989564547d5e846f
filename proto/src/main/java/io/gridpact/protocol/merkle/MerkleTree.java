package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The tree of RFC 6962, section 2.1, over leaf hashes that are all at hand. Trees too large for that: [LogProofs].
///
/// Leaves and nodes are hashed under different prefixes, so that no node can be shown as a leaf.
public final class MerkleTree {

    private static final byte[] LEAF_PREFIX = {0};
    private static final byte[] NODE_PREFIX = {1};
    private static final Digest EMPTY_ROOT = Hash.sha256();

    private MerkleTree() {}

    /// SHA-256(0x00 ‖ data).
    public static Digest leafHash(byte[] data) {
        return Hash.sha256(LEAF_PREFIX, data);
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static Digest nodeHash(Digest left, Digest right) {
        return Hash.sha256(NODE_PREFIX, left.bytes(), right.bytes());
    }

    /// The root; of no leaves SHA-256 of nothing.
    public static Digest root(List<Digest> leafHashes) {
        return leafHashes.isEmpty() ? EMPTY_ROOT : new Levels(leafHashes).root();
    }

    /// The siblings from the leaf upward (RFC 6962, section 2.1.1).
    ///
    /// @throws IndexOutOfBoundsException unless `0 <= index < leafHashes.size()`
    public static List<Digest> inclusionPath(List<Digest> leafHashes, int index) {
        return new Levels(leafHashes).path(index);
    }

    /// All inclusion paths, in the order of the leaves, hashing every node once.
    public static List<List<Digest>> inclusionPaths(List<Digest> leafHashes) {
        Levels levels = new Levels(leafHashes);
        List<List<Digest>> paths = new ArrayList<>(leafHashes.size());
        for (int index = 0; index < leafHashes.size(); index++) {
            paths.add(levels.path(index));
        }
        return List.copyOf(paths);
    }

    /// That the first `oldSize` leaves of the tree of the first `newSize` are the old tree (RFC 6962, section 2.1.2).
    ///
    /// @throws IllegalArgumentException unless `0 <= oldSize <= newSize <= leafHashes.size()`
    public static List<Digest> consistencyPath(List<Digest> leafHashes, int oldSize, int newSize) {
        if (newSize > leafHashes.size()) {
            throw new IllegalArgumentException("new size " + newSize + " of " + leafHashes.size() + " leaves");
        }
        return LogProofs.consistency(new Levels(leafHashes.subList(0, newSize)), oldSize, newSize);
    }

    /// Every node, level by level. A node without a right neighbour stands for itself one level higher, which gives
    /// exactly the tree of RFC 6962: its left subtrees are the largest powers of two.
    private static final class Levels implements HashSource {

        private final List<List<Digest>> levels = new ArrayList<>();

        Levels(List<Digest> leafHashes) {
            List<Digest> level = leafHashes;
            levels.add(level);
            while (level.size() > 1) {
                level = above(level);
                levels.add(level);
            }
        }

        private static List<Digest> above(List<Digest> level) {
            List<Digest> above = new ArrayList<>((level.size() + 1) / 2);
            for (int left = 0; left + 1 < level.size(); left += 2) {
                above.add(nodeHash(level.get(left), level.get(left + 1)));
            }
            if (level.size() % 2 == 1) {
                above.add(level.getLast());
            }
            return above;
        }

        Digest root() {
            return levels.getLast().getFirst();
        }

        List<Digest> path(int index) {
            Objects.checkIndex(index, levels.getFirst().size());
            List<Digest> path = new ArrayList<>(levels.size());
            int position = index;
            for (List<Digest> level : levels) {
                int sibling = position ^ 1;
                if (sibling < level.size()) {
                    path.add(level.get(sibling));
                }
                position >>>= 1;
            }
            return List.copyOf(path);
        }

        @Override
        public Digest hash(int level, long index) {
            return levels.get(level).get(Math.toIntExact(index));
        }
    }
}
