package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.List;

/// Checks that one tree is the beginning of another (RFC 9162, section 2.1.4.2): nothing was changed or taken out.
public final class ConsistencyProof {

    private ConsistencyProof() {}

    /// Whether the old tree is the beginning of the new one. Where there is nothing to show (from the empty tree, or
    /// from a tree to itself) the path must be empty; a path of any other length than needed proves nothing.
    public static boolean verify(long oldSize, Digest oldRoot, long newSize, Digest newRoot, List<Digest> path) {
        if (oldSize < 0 || oldSize > newSize) {
            return false;
        }
        if (oldSize == newSize) {
            return path.isEmpty() && oldRoot.equals(newRoot) && (oldSize > 0 || oldRoot.equals(Hash.sha256()));
        }
        if (oldSize == 0) {
            return path.isEmpty() && oldRoot.equals(Hash.sha256());
        }
        if (Long.bitCount(oldSize) == 1) {
            // The old tree is one complete subtree: its root begins the path and is left out of it.
            return climb(oldSize, oldRoot, newSize, newRoot, oldRoot, path);
        }
        return !path.isEmpty()
                && climb(oldSize, oldRoot, newSize, newRoot, path.getFirst(), path.subList(1, path.size()));
    }

    private static boolean climb(
            long oldSize, Digest oldRoot, long newSize, Digest newRoot, Digest begin, List<Digest> siblings) {
        int complete = Long.numberOfTrailingZeros(oldSize);
        long position = (oldSize - 1) >>> complete;
        long last = (newSize - 1) >>> complete;
        Digest oldHash = begin;
        Digest newHash = begin;
        for (Digest sibling : siblings) {
            if (last == 0) {
                return false;
            }
            if ((position & 1) == 0 && position != last) {
                newHash = MerkleTree.nodeHash(newHash, sibling);
            } else {
                oldHash = MerkleTree.nodeHash(sibling, oldHash);
                newHash = MerkleTree.nodeHash(sibling, newHash);
                int alone = position == 0 ? Long.SIZE - 1 : Long.numberOfTrailingZeros(position);
                position >>>= alone;
                last >>>= alone;
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
    }
}
