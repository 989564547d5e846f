package io.gridpact.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SparseMerkleTreeTest {

    private static final Digest OTHER = Hash.tagged("other").finish();

    @Test
    void has_the_root_of_the_naive_tree_and_proves_every_entry() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Map<Digest, Digest> entries =
                    random(random, round < 20 ? round : random.nextInt(round % 3 == 0 ? 30 : 300), round % 3 == 0);
            SparseMerkleTree tree = SparseMerkleTree.of(entries);

            assertThat(tree.root()).as("seed %s", seed).isEqualTo(naive(entries));
            assertThat(tree.size()).isEqualTo(entries.size());
            entries.forEach((key, value) -> {
                assertThat(tree.path(key).verify(key, value, tree.root()))
                        .as("seed %s", seed)
                        .isTrue();
                assertThat(tree.path(key).verify(key, OTHER, tree.root())).isFalse();
                assertThat(tree.path(key).verify(OTHER, value, tree.root())).isFalse();
            });
        }
    }

    /// An entry with its key's bits, as a string of `0` and `1`.
    private record Entry(String bits, Digest key, Digest value) {}

    private static Digest naive(Map<Digest, Digest> entries) {
        return naive(
                entries.entrySet().stream()
                        .map(entry -> new Entry(bits(entry.getKey()), entry.getKey(), entry.getValue()))
                        .toList(),
                0);
    }

    /// The definition, word for word, bit by bit.
    private static Digest naive(List<Entry> entries, int depth) {
        if (entries.isEmpty()) {
            return Digest.of(new byte[32]);
        }
        if (entries.size() == 1) {
            Entry only = entries.getFirst();
            return Hash.tagged("sparse-leaf")
                    .digest(only.key())
                    .digest(only.value())
                    .finish();
        }
        return Hash.tagged("sparse-node")
                .digest(naive(with('0', entries, depth), depth + 1))
                .digest(naive(with('1', entries, depth), depth + 1))
                .finish();
    }

    private static List<Entry> with(char bit, List<Entry> entries, int depth) {
        return entries.stream()
                .filter(entry -> entry.bits().charAt(depth) == bit)
                .toList();
    }

    private static String bits(Digest key) {
        return new BigInteger("1" + key.hex(), 16).toString(2).substring(1);
    }

    private static Map<Digest, Digest> random(Random random, int count, boolean crowded) {
        Map<Digest, Digest> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[32];
            byte[] value = new byte[32];
            random.nextBytes(key);
            random.nextBytes(value);
            if (crowded) {
                // Keys that share all but a few bits, near the end: as deep as a tree gets.
                Arrays.fill(key, 0, 31, (byte) 0xa5);
            }
            entries.put(Digest.of(key), Digest.of(value));
        }
        return entries;
    }

    @Test
    void keys_that_differ_in_the_last_bit_only_are_at_the_deepest_place() {
        Digest zero = Digest.of(new byte[32]);
        Digest one = Digest.ofHex("0".repeat(63) + "1");
        SparseMerkleTree tree = SparseMerkleTree.of(Map.of(zero, OTHER, one, zero));

        assertThat(tree.path(zero).siblings()).hasSize(SparsePath.MAX_SIBLINGS);
        assertThat(tree.path(zero).verify(zero, OTHER, tree.root())).isTrue();
        assertThat(tree.path(one).verify(one, zero, tree.root())).isTrue();
    }

    @Test
    void an_altered_path_proves_nothing() {
        Random random = new Random(1);
        Map<Digest, Digest> entries = random(random, 50, false);
        SparseMerkleTree tree = SparseMerkleTree.of(entries);
        entries.forEach((key, value) -> {
            List<Digest> siblings = tree.path(key).siblings();
            for (int i = 0; i < siblings.size(); i++) {
                List<Digest> altered = new ArrayList<>(siblings);
                altered.set(i, OTHER);
                assertThat(new SparsePath(altered).verify(key, value, tree.root()))
                        .isFalse();
            }
            List<Digest> longer = new ArrayList<>(siblings);
            longer.add(SparseMerkleTree.EMPTY);
            assertThat(new SparsePath(longer).verify(key, value, tree.root())).isFalse();
            assertThat(new SparsePath(siblings.subList(1, siblings.size())).verify(key, value, tree.root()))
                    .isFalse();
        });
    }

    @Test
    void an_entry_that_stands_deeper_than_it_must_is_not_shown() {
        // A tree made by hand: one entry, one level too deep.
        Digest key = Digest.of(new byte[32]);
        Digest root = SparseMerkleTree.nodeHash(SparseMerkleTree.leafHash(key, OTHER), SparseMerkleTree.EMPTY);

        assertThat(new SparsePath(List.of(SparseMerkleTree.EMPTY)).verify(key, OTHER, root))
                .isFalse();
    }

    @Test
    void a_missing_key_has_no_path() {
        SparseMerkleTree one = SparseMerkleTree.of(Map.of(OTHER, OTHER));

        assertThatThrownBy(() -> SparseMerkleTree.of(Map.of()).path(OTHER)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> one.path(SparseMerkleTree.EMPTY)).isInstanceOf(NoSuchElementException.class);
        assertThat(one.path(OTHER).siblings()).isEmpty();
        assertThat(SparseMerkleTree.of(Map.of()).root()).isEqualTo(Digest.of(new byte[32]));
    }

    @Test
    void a_path_of_more_siblings_than_a_key_has_bits_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SparsePath(Collections.nCopies(257, OTHER)));
    }

    @Test
    void a_whole_country_of_meters_has_paths_no_longer_than_keys_differ() {
        Map<Digest, Digest> entries = new HashMap<>();
        for (long i = 0; i < 200_000; i++) {
            entries.put(Hash.tagged("meter").integer(i).finish(), OTHER);
        }

        SparseMerkleTree tree = SparseMerkleTree.of(entries);

        assertThat(tree.size()).isEqualTo(200_000);
        assertThat(tree.path(Hash.tagged("meter").integer(7).finish()).siblings())
                .hasSizeBetween(10, 64);
    }

    @Test
    void the_golden_vectors_hold() {
        StringBuilder table = new StringBuilder("""
                # Sparse trees of `count` entries: key i = H(`vector-key`, i), value i = H(`vector-value`, i); the path of
                # entry 0, from the root downward. Ours; see Vectors.
                count,root,path
                """);
        for (int count : List.of(1, 2, 3, 10, 100)) {
            Map<Digest, Digest> entries = new TreeMap<>();
            for (long i = 0; i < count; i++) {
                entries.put(key(i), Hash.tagged("vector-value").integer(i).finish());
            }
            SparseMerkleTree tree = SparseMerkleTree.of(entries);
            String path = tree.path(key(0)).siblings().stream().map(Digest::hex).collect(Collectors.joining(";"));
            table.append(count)
                    .append(',')
                    .append(tree.root())
                    .append(',')
                    .append(path)
                    .append('\n');
        }
        Vectors.check("merkle/sparse.csv", table.toString());
    }

    private static Digest key(long i) {
        return Hash.tagged("vector-key").integer(i).finish();
    }
}
