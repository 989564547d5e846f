package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.List;

/// Roots and proofs (RFC 6962, section 2.1) of a tree of any size, from the hashes of its complete subtrees. Each asks
/// for a number of hashes in the order of the square of the tree's height, whatever its size.
public final class LogProofs {

    private LogProofs() {}

    /// The root of the tree of the first `size` leaves; of none SHA-256 of nothing.
    public static Digest root(HashSource hashes, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("negative size " + size);
        }
        return size == 0 ? Hash.sha256() : rootOf(hashes, 0, size);
    }

    /// The siblings of a leaf from the leaf upward, in the tree of the first `size` leaves.
    ///
    /// @throws IllegalArgumentException unless `0 <= index < size`
    public static List<Digest> inclusion(HashSource hashes, long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("index " + index + " in a tree of " + size);
        }
        List<Digest> path = new ArrayList<>();
        addInclusion(hashes, index, 0, size, path);
        return List.copyOf(path);
    }

    /// That the tree of the first `oldSize` leaves is the beginning of that of the first `newSize`. Empty where there
    /// is nothing to show: from no leaves, or from a tree to itself.
    ///
    /// @throws IllegalArgumentException unless `0 <= oldSize <= newSize`
    public static List<Digest> consistency(HashSource hashes, long oldSize, long newSize) {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("from size " + oldSize + " to " + newSize);
        }
        if (oldSize == 0 || oldSize == newSize) {
            return List.of();
        }
        List<Digest> path = new ArrayList<>();
        addConsistency(hashes, oldSize, 0, newSize, path);
        return List.copyOf(path);
    }

    private static void addInclusion(HashSource hashes, long index, long start, long end, List<Digest> path) {
        if (end - start == 1) {
            return;
        }
        long middle = start + leftSize(end - start);
        if (index < middle) {
            addInclusion(hashes, index, start, middle, path);
            path.add(rootOf(hashes, middle, end));
            return;
        }
        addInclusion(hashes, index, middle, end, path);
        path.add(rootOf(hashes, start, middle));
    }

    /// SUBPROOF of RFC 6962 over leaves `[start, end)`. A subtree that ends with the old tree and begins with it needs
    /// no hash: the verifier has it as the old root.
    private static void addConsistency(HashSource hashes, long oldSize, long start, long end, List<Digest> path) {
        if (oldSize == end) {
            if (start != 0) {
                path.add(rootOf(hashes, start, end));
            }
            return;
        }
        long middle = start + leftSize(end - start);
        if (oldSize <= middle) {
            addConsistency(hashes, oldSize, start, middle, path);
            path.add(rootOf(hashes, middle, end));
            return;
        }
        addConsistency(hashes, oldSize, middle, end, path);
        path.add(rootOf(hashes, start, middle));
    }

    /// The hash over leaves `[start, end)`, where `start` is a multiple of the power of two that is at least their
    /// count.
    private static Digest rootOf(HashSource hashes, long start, long end) {
        long size = end - start;
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return hashes.hash(level, start >>> level);
        }
        long middle = start + leftSize(size);
        return MerkleTree.nodeHash(rootOf(hashes, start, middle), rootOf(hashes, middle, end));
    }

    /// The largest power of two smaller than `size`, which is at least 2.
    private static long leftSize(long size) {
        return Long.highestOneBit(size - 1);
    }
}
