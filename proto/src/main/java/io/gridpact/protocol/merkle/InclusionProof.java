package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import java.util.List;
import java.util.Optional;

/// Checks that a leaf is in a tree (RFC 9162, section 2.1.3.2; its trees are those of RFC 6962).
public final class InclusionProof {

    private InclusionProof() {}

    /// Whether the leaf is at that index of the tree of that size and root. A path one hash longer or shorter than the
    /// index and size need proves nothing.
    public static boolean verify(Digest leafHash, long index, long size, List<Digest> path, Digest root) {
        return rootFromPath(leafHash, index, size, path).filter(root::equals).isPresent();
    }

    /// The root that the path leads to; empty if the index is not in a tree of that size or the path has not exactly
    /// the length that they need.
    public static Optional<Digest> rootFromPath(Digest leafHash, long index, long size, List<Digest> path) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        long position = index;
        long last = size - 1;
        Digest hash = leafHash;
        for (Digest sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if ((position & 1) == 0 && position != last) {
                hash = MerkleTree.nodeHash(hash, sibling);
            } else {
                hash = MerkleTree.nodeHash(sibling, hash);
                // A last node without a right neighbour stands for itself on the levels where it is a left one.
                int alone = position == 0 ? Long.SIZE - 1 : Long.numberOfTrailingZeros(position);
                position >>>= alone;
                last >>>= alone;
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }
}
