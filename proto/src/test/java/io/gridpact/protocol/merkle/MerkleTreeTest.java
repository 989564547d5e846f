package io.gridpact.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    private static final int SIZES = 300;
    private static final List<Digest> LEAVES = NaiveTree.leafHashes(SIZES);
    private static final NaiveTree NAIVE = new NaiveTree(LEAVES);

    @Test
    void the_published_roots_hold() {
        List<Digest> leafHashes = new ArrayList<>();
        for (Vectors.Row row : Vectors.table("merkle/rfc6962.csv")) {
            if (row.integer("size") > 0) {
                leafHashes.add(MerkleTree.leafHash(row.bytes("leaf")));
            }
            assertThat(MerkleTree.root(leafHashes).hex()).as(row.toString()).isEqualTo(row.text("root"));
        }
    }

    @Test
    void the_published_consistency_proofs_hold() {
        List<Vectors.Row> trees = Vectors.table("merkle/rfc6962.csv");
        List<Digest> leafHashes = trees.stream()
                .skip(1)
                .map(row -> MerkleTree.leafHash(row.bytes("leaf")))
                .toList();
        for (Vectors.Row row : Vectors.table("merkle/rfc6962-consistency.csv")) {
            int oldSize = (int) row.integer("old_size");
            int newSize = (int) row.integer("new_size");
            List<Digest> path = row.list("path").stream().map(Digest::ofHex).toList();

            assertThat(MerkleTree.consistencyPath(leafHashes, oldSize, newSize)).isEqualTo(path);
            assertThat(ConsistencyProof.verify(
                            oldSize,
                            Digest.ofHex(trees.get(oldSize).text("root")),
                            newSize,
                            Digest.ofHex(trees.get(newSize).text("root")),
                            path))
                    .isTrue();
        }
    }

    @Test
    void the_published_inclusion_proofs_hold() {
        List<Vectors.Row> trees = Vectors.table("merkle/rfc6962.csv");
        List<Digest> leafHashes = trees.stream()
                .skip(1)
                .map(row -> MerkleTree.leafHash(row.bytes("leaf")))
                .toList();
        for (Vectors.Row row : Vectors.table("merkle/rfc6962-inclusion.csv")) {
            int index = (int) row.integer("index");
            int size = (int) row.integer("size");
            List<Digest> path = row.list("path").stream().map(Digest::ofHex).toList();

            assertThat(MerkleTree.inclusionPath(leafHashes.subList(0, size), index))
                    .isEqualTo(path);
            assertThat(InclusionProof.verify(
                            leafHashes.get(index),
                            index,
                            size,
                            path,
                            Digest.ofHex(trees.get(size).text("root"))))
                    .isTrue();
        }
    }

    @Test
    void every_size_up_to_300_has_the_root_of_the_naive_tree() {
        TreeFrontier frontier = TreeFrontier.EMPTY;
        for (int size = 0; size <= SIZES; size++) {
            Digest root = NAIVE.root(size);

            assertThat(MerkleTree.root(LEAVES.subList(0, size)))
                    .as("size %s", size)
                    .isEqualTo(root);
            assertThat(frontier.root()).as("frontier of size %s", size).isEqualTo(root);
            assertThat(new TreeFrontier(frontier.size(), frontier.hashes())).isEqualTo(frontier);
            if (size < SIZES) {
                frontier = frontier.append(LEAVES.get(size));
            }
        }
    }

    @Test
    void every_leaf_of_every_size_up_to_300_is_proved_by_the_naive_path() {
        for (int size = 1; size <= SIZES; size++) {
            Digest root = NAIVE.root(size);
            List<List<Digest>> paths = MerkleTree.inclusionPaths(LEAVES.subList(0, size));
            for (int index = 0; index < size; index++) {
                List<Digest> path = NAIVE.inclusion(index, size);
                assertThat(paths.get(index)).isEqualTo(path);
                assertThat(InclusionProof.verify(LEAVES.get(index), index, size, path, root))
                        .isTrue();
            }
            assertThat(MerkleTree.inclusionPath(LEAVES.subList(0, size), size / 2))
                    .isEqualTo(paths.get(size / 2));
        }
    }

    @Test
    void every_size_up_to_300_is_the_beginning_of_every_later_one() {
        for (int newSize = 0; newSize <= SIZES; newSize++) {
            Digest newRoot = NAIVE.root(newSize);
            HashSource hashes = completeSubtrees(newSize);
            for (int oldSize = 0; oldSize <= newSize; oldSize++) {
                List<Digest> path = NAIVE.consistency(oldSize, newSize);
                assertThat(LogProofs.consistency(hashes, oldSize, newSize)).isEqualTo(path);
                assertThat(ConsistencyProof.verify(oldSize, NAIVE.root(oldSize), newSize, newRoot, path))
                        .as("from %s to %s", oldSize, newSize)
                        .isTrue();
            }
            assertThat(MerkleTree.consistencyPath(LEAVES, newSize / 3, newSize))
                    .isEqualTo(NAIVE.consistency(newSize / 3, newSize));
        }
    }

    private static HashSource completeSubtrees(int size) {
        return (level, index) -> {
            int start = Math.toIntExact(index << level);
            int end = start + (1 << level);
            assertThat(end).isLessThanOrEqualTo(size);
            return NAIVE.hash(start, end);
        };
    }

    @Test
    void what_is_not_in_the_tree_has_no_proof() {
        assertThatThrownBy(() -> MerkleTree.inclusionPath(LEAVES, SIZES)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MerkleTree.inclusionPath(List.of(), 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> MerkleTree.consistencyPath(LEAVES, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> MerkleTree.consistencyPath(LEAVES, 1, SIZES + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> LogProofs.inclusion(completeSubtrees(4), 4, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> LogProofs.consistency(completeSubtrees(4), -1, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new TreeFrontier(2, List.of()));
    }
}
