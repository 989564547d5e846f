package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.MerkleTree;
import io.gridpact.protocol.merkle.TreeFrontier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;

/// Derives what a pair agrees on from the list of its trades (PROTOCOL.md, section 8).
public final class PairDigests {

    private PairDigests() {}

    /// H(`pair`, first, second, window start, stage, number, root, count, Wh), where first and second are the two ids
    /// in the order of their characters and root is the RFC 6962 root over the leaves in ascending order.
    ///
    /// @param utility one of the two, `peer` the other, in either order
    /// @param number from 1
    /// @param leaves of [PairLeaves], or settlement digests; each once, in any order
    /// @param wh sum over the leaves' trades of what was contracted (`SEALED`) or settled (`SETTLED`), not negative
    /// @throws IllegalArgumentException if number or sum are out of range or a leaf comes twice
    public static Digest of(
            String utility,
            String peer,
            Instant windowStart,
            PairStage stage,
            long number,
            Collection<Digest> leaves,
            long wh) {
        return of(utility, peer, windowStart, stage, number, root(leaves), leaves.size(), wh);
    }

    /// The same from the root over the leaves and how many they are.
    ///
    /// @throws IllegalArgumentException if number or sum are out of range
    public static Digest of(
            String utility,
            String peer,
            Instant windowStart,
            PairStage stage,
            long number,
            Digest root,
            long count,
            long wh) {
        if (number < PairDigest.FIRST_NUMBER) {
            throw new IllegalArgumentException("number: below " + PairDigest.FIRST_NUMBER);
        }
        if (wh < 0) {
            throw new IllegalArgumentException("wh: negative");
        }
        boolean inOrder = utility.compareTo(peer) <= 0;
        return Hash.tagged("pair")
                .text(inOrder ? utility : peer)
                .text(inOrder ? peer : utility)
                .instant(windowStart)
                .name(stage)
                .integer(number)
                .digest(root)
                .integer(count)
                .integer(wh)
                .finish();
    }

    /// Keeps no more of the tree than its edge: a pair may have a million trades in a window.
    static Digest root(Collection<Digest> leaves) {
        Digest[] sorted = leaves.toArray(Digest[]::new);
        Arrays.sort(sorted);
        TreeFrontier tree = TreeFrontier.EMPTY;
        for (int index = 0; index < sorted.length; index++) {
            if (index > 0 && sorted[index].equals(sorted[index - 1])) {
                throw new IllegalArgumentException("leaves: " + sorted[index].prefix() + " twice");
            }
            tree = tree.append(MerkleTree.leafHash(sorted[index].bytes()));
        }
        return tree.root();
    }
}
