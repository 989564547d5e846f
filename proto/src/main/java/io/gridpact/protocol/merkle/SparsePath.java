package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import java.util.List;

/// Proof that a sparse tree maps a key to a value ([SparseMerkleTree]).
///
/// @param siblings from the root downward: the i-th is the hash of the subtree beside the one that bit i of the key
/// (from the most significant) goes to; at most [#MAX_SIBLINGS]
public record SparsePath(List<Digest> siblings) {

    /// A key has that many bits.
    public static final int MAX_SIBLINGS = Digest.BYTES * Byte.SIZE;

    /// @throws IllegalArgumentException if there are more siblings than a key has bits
    public SparsePath {
        if (siblings.size() > MAX_SIBLINGS) {
            throw new IllegalArgumentException(siblings.size() + " siblings, at most " + MAX_SIBLINGS);
        }
        siblings = List.copyOf(siblings);
    }

    /// Whether the tree of that root maps `key` to `value`. For one root and key this holds for one value at most.
    ///
    /// A path whose lowest sibling is empty is refused: the entry would have been alone higher up.
    public boolean verify(Digest key, Digest value, Digest root) {
        if (!siblings.isEmpty() && siblings.getLast().equals(SparseMerkleTree.EMPTY)) {
            return false;
        }
        Digest hash = SparseMerkleTree.leafHash(key, value);
        for (int depth = siblings.size() - 1; depth >= 0; depth--) {
            Digest sibling = siblings.get(depth);
            hash = key.bit(depth) ? SparseMerkleTree.nodeHash(sibling, hash) : SparseMerkleTree.nodeHash(hash, sibling);
        }
        return hash.equals(root);
    }
}
