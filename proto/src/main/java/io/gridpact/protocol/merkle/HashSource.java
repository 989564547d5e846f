package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;

/// The hashes of a tree's complete subtrees, wherever they are kept. From them alone come all roots and proofs of the
/// tree at any of its sizes ([LogProofs]).
@FunctionalInterface
public interface HashSource {

    /// @param level height of the subtree; 0 is a leaf hash
    /// @param index which subtree of that height, from the left; it covers the leaves `[index << level, (index
    ///     + 1) <<
    ///     level)`
    /// @return the RFC 6962 hash of that subtree, which lies within the tree that is asked about
    Digest hash(int level, long index);
}
