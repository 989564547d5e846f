package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// A map from digests to digests under one root, that can be shown entry by entry (PROTOCOL.md, section 7).
///
/// Going by the bits of the key from the most significant, a subtree without entries is 32 zero bytes, one with
/// exactly one entry is H(`sparse-leaf`, key, value) at the depth where it becomes alone, any other is
/// H(`sparse-node`, left, right).
///
/// **One root has one place per key, whoever built it.** Both of two paths of one key follow the same bits from the
/// root. If they end at the same depth, the same hash is a leaf of both values, so the values are equal; if at
/// different depths, one hash is both a leaf and a node, which the tags exclude. Either way two values would be a
/// collision of SHA-256. A malformed tree may fail to show an entry; it cannot show two.
///
/// The path tells roughly how many entries there are, as its length grows with their logarithm; the root alone tells
/// nothing.
public final class SparseMerkleTree {

    /// The hash of a subtree without entries, and the root of an empty map.
    public static final Digest EMPTY = Digest.of(new byte[Digest.BYTES]);

    private sealed interface Node {
        Digest hash();
    }

    private record Empty() implements Node {
        @Override
        public Digest hash() {
            return EMPTY;
        }
    }

    private record Leaf(Digest hash, Digest key) implements Node {}

    private record Inner(Digest hash, Node left, Node right) implements Node {}

    private static final Node EMPTY_NODE = new Empty();

    private final Node root;
    private final int size;

    private SparseMerkleTree(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    /// The tree of these entries, whatever their order.
    public static SparseMerkleTree of(Map<Digest, Digest> entries) {
        List<Map.Entry<Digest, Digest>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Map.Entry.comparingByKey());
        return new SparseMerkleTree(build(sorted, 0), sorted.size());
    }

    /// Entries in the map.
    public int size() {
        return size;
    }

    public Digest root() {
        return root.hash();
    }

    /// The proof that the key is in the map with its value.
    ///
    /// @throws NoSuchElementException if it is not in the map; absence is not proved
    public SparsePath path(Digest key) {
        List<Digest> siblings = new ArrayList<>();
        Node node = root;
        while (node instanceof Inner inner) {
            boolean right = key.bit(siblings.size());
            siblings.add(right ? inner.left().hash() : inner.right().hash());
            node = right ? inner.right() : inner.left();
        }
        if (node instanceof Leaf leaf && leaf.key().equals(key)) {
            return new SparsePath(siblings);
        }
        throw new NoSuchElementException("no entry " + key.prefix());
    }

    static Digest leafHash(Digest key, Digest value) {
        return Hash.tagged("sparse-leaf").digest(key).digest(value).finish();
    }

    static Digest nodeHash(Digest left, Digest right) {
        return Hash.tagged("sparse-node").digest(left).digest(right).finish();
    }

    /// Entries are sorted, so those whose key has bit `depth` zero come first. At most 256 deep, as keys differ.
    private static Node build(List<Map.Entry<Digest, Digest>> entries, int depth) {
        if (entries.isEmpty()) {
            return EMPTY_NODE;
        }
        if (entries.size() == 1) {
            Map.Entry<Digest, Digest> only = entries.getFirst();
            return new Leaf(leafHash(only.getKey(), only.getValue()), only.getKey());
        }
        int middle = firstWithBit(entries, depth);
        Node left = build(entries.subList(0, middle), depth + 1);
        Node right = build(entries.subList(middle, entries.size()), depth + 1);
        return new Inner(nodeHash(left.hash(), right.hash()), left, right);
    }

    private static int firstWithBit(List<Map.Entry<Digest, Digest>> entries, int depth) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).getKey().bit(depth)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
