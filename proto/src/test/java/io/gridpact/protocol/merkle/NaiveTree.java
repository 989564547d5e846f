package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// RFC 6962, section 2.1, word for word: MTH, PATH and SUBPROOF by recursion over ranges of leaves. Slow and plain, to
/// hold the real one against.
final class NaiveTree {

    private record Range(int start, int end) {}

    private final List<Digest> leafHashes;
    private final Map<Range, Digest> known = new HashMap<>();

    NaiveTree(List<Digest> leafHashes) {
        this.leafHashes = leafHashes;
    }

    /// Leaf hashes of the data `0`, `1`, … as single decimal strings.
    static List<Digest> leafHashes(int count) {
        List<Digest> leafHashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leafHashes.add(MerkleTree.leafHash(Hash.utf8(Integer.toString(i))));
        }
        return leafHashes;
    }

    Digest root(int size) {
        return size == 0 ? Hash.sha256() : mth(0, size);
    }

    /// MTH of the leaves `[start, end)`.
    Digest hash(int start, int end) {
        return mth(start, end);
    }

    List<Digest> inclusion(int index, int size) {
        List<Digest> path = new ArrayList<>();
        path(index, 0, size, path);
        return path;
    }

    List<Digest> consistency(int oldSize, int newSize) {
        List<Digest> proof = new ArrayList<>();
        if (oldSize > 0 && oldSize < newSize) {
            subproof(oldSize, 0, newSize, true, proof);
        }
        return proof;
    }

    private Digest mth(int start, int end) {
        Digest hash = known.get(new Range(start, end));
        if (hash == null) {
            hash = end - start == 1
                    ? leafHashes.get(start)
                    : Hash.sha256(
                            new byte[] {1},
                            mth(start, start + k(end - start)).bytes(),
                            mth(start + k(end - start), end).bytes());
            known.put(new Range(start, end), hash);
        }
        return hash;
    }

    private void path(int m, int start, int end, List<Digest> path) {
        int n = end - start;
        if (n == 1) {
            return;
        }
        if (m < k(n)) {
            path(m, start, start + k(n), path);
            path.add(mth(start + k(n), end));
        } else {
            path(m - k(n), start + k(n), end, path);
            path.add(mth(start, start + k(n)));
        }
    }

    private void subproof(int m, int start, int end, boolean b, List<Digest> proof) {
        int n = end - start;
        if (m == n) {
            if (!b) {
                proof.add(mth(start, end));
            }
            return;
        }
        if (m <= k(n)) {
            subproof(m, start, start + k(n), b, proof);
            proof.add(mth(start + k(n), end));
        } else {
            subproof(m - k(n), start + k(n), end, false, proof);
            proof.add(mth(start, start + k(n)));
        }
    }

    private static int k(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }
}
