package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/// What must be kept of a tree to append to it and know its root: the hashes of its complete subtrees, at most 63.
/// Immutable; its two components are its stored form.
///
/// @param size leaves so far
/// @param hashes one for each one-bit of `size`, the largest subtree first
public record TreeFrontier(long size, List<Digest> hashes) {

    /// The tree without leaves.
    public static final TreeFrontier EMPTY = new TreeFrontier(0, List.of());

    /// @throws IllegalArgumentException if the hashes are not as many as the size needs
    public TreeFrontier {
        hashes = List.copyOf(hashes);
        if (size < 0 || hashes.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has not " + hashes.size() + " subtrees");
        }
    }

    /// The frontier after one more leaf.
    public TreeFrontier append(Digest leafHash) {
        List<Digest> appended = new ArrayList<>(hashes);
        Digest hash = leafHash;
        for (int full = Long.numberOfTrailingZeros(~size); full > 0; full--) {
            hash = MerkleTree.nodeHash(appended.removeLast(), hash);
        }
        appended.add(hash);
        return new TreeFrontier(Math.addExact(size, 1), appended);
    }

    /// The root of RFC 6962; of no leaves SHA-256 of nothing.
    public Digest root() {
        if (hashes.isEmpty()) {
            return Hash.sha256();
        }
        Digest root = hashes.getLast();
        for (int i = hashes.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(hashes.get(i), root);
        }
        return root;
    }
}
