package io.gridpact.arbiter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.MerkleTree;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.merkle.Tiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogTreeTest {

    private static final long SEED = 20260601;
    private static final int LEAVES = 70_000;

    @Test
    void a_tree_that_grows_in_batches_of_any_size_is_the_tree_of_its_leaves_and_loads_from_its_tiles() {
        Random random = new Random(SEED);
        List<Digest> leaves = new ArrayList<>();
        Map<String, List<Digest>> stored = new HashMap<>();
        LogTree tree = LogTree.EMPTY;
        while (leaves.size() < LEAVES) {
            List<Digest> batch = new ArrayList<>();
            for (int i = random.nextInt(0, 3_000); i >= 0; i--) {
                batch.add(Hash.sha256(("leaf " + leaves.size() + " " + i).getBytes(StandardCharsets.UTF_8)));
            }
            LogTree.Growth growth = tree.append(batch);
            assertThat(growth.tiles().keySet())
                    .as("seed " + SEED)
                    .containsExactlyInAnyOrderElementsOf(Tiles.changed(leaves.size(), leaves.size() + batch.size()));
            growth.tiles().forEach((tile, hashes) -> stored.put(place(tile), hashes));
            leaves.addAll(batch);
            tree = growth.tree();
            LogTree loaded = LogTree.load(tile -> Objects.requireNonNull(stored.get(place(tile))), leaves.size());
            assertThat(loaded).as("seed " + SEED).isEqualTo(tree);
        }
        assertThat(tree.root()).as("seed " + SEED).isEqualTo(MerkleTree.root(leaves));
    }

    private static String place(Tile tile) {
        return tile.level() + "/" + tile.index();
    }
}
