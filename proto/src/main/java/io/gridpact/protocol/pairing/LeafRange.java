package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.List;

/// The leaves that begin with certain half-bytes. Leaves are hashes, so ranges of one depth hold about as many each.
///
/// @param depth how many half-bytes are given, 0 to [#MAX_DEPTH]
/// @param prefix these half-bytes, then zeros
public record LeafRange(int depth, Digest prefix) {

    /// Half-bytes of a leaf.
    public static final int MAX_DEPTH = 64;

    /// Parts into which a range is divided.
    public static final int CHILDREN = 16;

    /// All leaves.
    public static final LeafRange ALL = new LeafRange(0, Digest.of(new byte[Digest.BYTES]));

    private static final int HALF_BYTE_BITS = 4;
    private static final int HALF_BYTE = 0xf;

    /// @throws IllegalArgumentException if the depth is out of range or something else than zeros follows the prefix
    public LeafRange {
        if (depth < 0 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth: not from 0 to " + MAX_DEPTH);
        }
        for (int at = depth; at < MAX_DEPTH; at++) {
            if (halfByte(prefix, at) != 0) {
                throw new IllegalArgumentException("prefix: more than " + depth + " half-bytes");
            }
        }
    }

    public boolean contains(Digest leaf) {
        for (int at = 0; at < depth; at++) {
            if (halfByte(leaf, at) != halfByte(prefix, at)) {
                return false;
            }
        }
        return true;
    }

    /// The ranges of one half-byte more, ascending.
    ///
    /// @throws IllegalStateException at [#MAX_DEPTH]
    public List<LeafRange> children() {
        if (depth == MAX_DEPTH) {
            throw new IllegalStateException("one leaf is not divided");
        }
        List<LeafRange> children = new ArrayList<>(CHILDREN);
        for (int next = 0; next < CHILDREN; next++) {
            byte[] bytes = prefix.bytes().clone();
            bytes[depth / 2] |= (byte) (depth % 2 == 0 ? next << HALF_BYTE_BITS : next);
            children.add(new LeafRange(depth + 1, Digest.of(bytes)));
        }
        return children;
    }

    private static int halfByte(Digest digest, int at) {
        int both = digest.bytes()[at / 2];
        return at % 2 == 0 ? both >> HALF_BYTE_BITS & HALF_BYTE : both & HALF_BYTE;
    }
}
