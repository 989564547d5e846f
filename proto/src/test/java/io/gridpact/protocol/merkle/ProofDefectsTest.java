package io.gridpact.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofDefectsTest {

    private static final int SIZES = 40;
    private static final List<Digest> LEAVES = NaiveTree.leafHashes(SIZES);
    private static final NaiveTree NAIVE = new NaiveTree(LEAVES);
    private static final Digest OTHER = Hash.tagged("other").finish();

    @Test
    void an_inclusion_proof_that_differs_anywhere_proves_nothing() {
        for (int size = 1; size <= SIZES; size++) {
            Digest root = NAIVE.root(size);
            for (int index = 0; index < size; index++) {
                List<Digest> path = NAIVE.inclusion(index, size);
                Digest leaf = LEAVES.get(index);
                for (List<Digest> damaged : damages(path, leaf, root)) {
                    assertThat(InclusionProof.verify(leaf, index, size, damaged, root))
                            .isFalse();
                }
                assertThat(InclusionProof.verify(OTHER, index, size, path, root))
                        .isFalse();
                assertThat(InclusionProof.verify(leaf, index, size, path, OTHER))
                        .isFalse();
                for (int other = -1; other <= size; other++) {
                    assertThat(InclusionProof.verify(leaf, other, size, path, root))
                            .isEqualTo(other == index);
                }
            }
        }
    }

    @Test
    void an_index_is_never_outside_the_tree() {
        Digest leaf = LEAVES.getFirst();

        assertThat(InclusionProof.verify(leaf, 0, 0, List.of(), leaf)).isFalse();
        assertThat(InclusionProof.verify(leaf, 1, 1, List.of(), leaf)).isFalse();
        assertThat(InclusionProof.verify(leaf, -1, 1, List.of(), leaf)).isFalse();
        assertThat(InclusionProof.verify(leaf, 0, -1, List.of(), leaf)).isFalse();
        assertThat(InclusionProof.verify(leaf, Long.MIN_VALUE, Long.MIN_VALUE, List.of(), leaf))
                .isFalse();
        assertThat(InclusionProof.verify(leaf, 0, 1, List.of(), leaf)).isTrue();
        assertThat(InclusionProof.rootFromPath(leaf, 0, Long.MAX_VALUE, List.of()))
                .isEmpty();
        assertThat(InclusionProof.rootFromPath(leaf, 0, Long.MAX_VALUE, ofLength(62)))
                .isEmpty();
        assertThat(InclusionProof.rootFromPath(leaf, 0, Long.MAX_VALUE, ofLength(63)))
                .isPresent();
        assertThat(InclusionProof.rootFromPath(leaf, 0, Long.MAX_VALUE, ofLength(64)))
                .isEmpty();
        assertThat(InclusionProof.rootFromPath(leaf, Long.MAX_VALUE - 1, Long.MAX_VALUE, ofLength(62)))
                .isPresent();
    }

    private static List<Digest> ofLength(int length) {
        return Collections.nCopies(length, OTHER);
    }

    @Test
    void a_consistency_proof_that_differs_anywhere_proves_nothing() {
        for (int newSize = 1; newSize <= SIZES; newSize++) {
            Digest newRoot = NAIVE.root(newSize);
            for (int oldSize = 0; oldSize <= newSize; oldSize++) {
                List<Digest> path = NAIVE.consistency(oldSize, newSize);
                Digest oldRoot = NAIVE.root(oldSize);
                for (List<Digest> damaged : damages(path, oldRoot, newRoot)) {
                    assertThat(ConsistencyProof.verify(oldSize, oldRoot, newSize, newRoot, damaged))
                            .as("from %s to %s", oldSize, newSize)
                            .isFalse();
                }
                assertThat(ConsistencyProof.verify(oldSize, OTHER, newSize, newRoot, path))
                        .isFalse();
                if (oldSize > 0) {
                    assertThat(ConsistencyProof.verify(oldSize, oldRoot, newSize, OTHER, path))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void a_log_that_took_something_out_is_caught() {
        List<Digest> rewritten = new ArrayList<>(LEAVES);
        rewritten.set(3, OTHER);
        NaiveTree other = new NaiveTree(rewritten);
        for (int oldSize = 4; oldSize <= SIZES; oldSize++) {
            for (int newSize = oldSize; newSize <= SIZES; newSize++) {
                assertThat(ConsistencyProof.verify(
                                oldSize,
                                NAIVE.root(oldSize),
                                newSize,
                                other.root(newSize),
                                other.consistency(oldSize, newSize)))
                        .isFalse();
            }
        }
    }

    @Test
    void sizes_that_cannot_be_prove_nothing() {
        Digest empty = Hash.sha256();
        Digest leaf = LEAVES.getFirst();

        assertThat(ConsistencyProof.verify(-1, empty, 1, leaf, List.of())).isFalse();
        assertThat(ConsistencyProof.verify(2, leaf, 1, leaf, List.of())).isFalse();
        assertThat(ConsistencyProof.verify(0, leaf, 0, leaf, List.of())).isFalse();
        assertThat(ConsistencyProof.verify(0, empty, 0, empty, List.of())).isTrue();
        assertThat(ConsistencyProof.verify(3, leaf, 5, leaf, List.of())).isFalse();
    }

    /// Longer at either end, shorter, and with each hash replaced or doubled.
    private static List<List<Digest>> damages(List<Digest> path, Digest first, Digest second) {
        List<List<Digest>> damages = new ArrayList<>();
        for (Digest more : List.of(OTHER, first, second)) {
            damages.add(inserted(path, path.size(), more));
            damages.add(inserted(path, 0, more));
        }
        for (int i = 0; i < path.size(); i++) {
            List<Digest> shorter = new ArrayList<>(path);
            shorter.remove(i);
            damages.add(shorter);
            List<Digest> altered = new ArrayList<>(path);
            altered.set(i, OTHER);
            damages.add(altered);
            damages.add(inserted(path, i, path.get(i)));
        }
        return damages;
    }

    private static List<Digest> inserted(List<Digest> path, int index, Digest more) {
        List<Digest> longer = new ArrayList<>(path);
        longer.add(index, more);
        return longer;
    }
}
