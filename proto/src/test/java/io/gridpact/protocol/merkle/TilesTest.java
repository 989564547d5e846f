package io.gridpact.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilesTest {

    private static final int LEAVES = 70_000;

    /// A store of tiles as a log keeps it: written as it grows, by what [Tiles#changed(long, long)] names.
    private static final class Store implements Tiles.TileSource {
        private final Map<String, List<Digest>> tiles = new HashMap<>();
        private long size;

        void append(List<Digest> leafHashes) {
            long newSize = size + leafHashes.size();
            for (Tile tile : Tiles.changed(size, newSize)) {
                List<Digest> hashes = tiles.computeIfAbsent(key(tile), key -> new ArrayList<>());
                while (hashes.size() < tile.width()) {
                    long index = tile.index() * Tile.WIDTH + hashes.size();
                    hashes.add(
                            tile.level() == 0
                                    ? leafHashes.get((int) (index - size))
                                    : Tiles.rootOfFullTile(hashes(new Tile(tile.level() - 1, index, Tile.WIDTH))));
                }
            }
            size = newSize;
        }

        @Override
        public List<Digest> hashes(Tile tile) {
            List<Digest> hashes = tiles.get(key(tile));
            assertThat(hashes).as("tile %s", tile).isNotNull().hasSizeGreaterThanOrEqualTo(tile.width());
            return List.copyOf(hashes);
        }

        private static String key(Tile tile) {
            return tile.level() + "/" + tile.index();
        }
    }

    @Test
    void a_log_in_tiles_has_the_roots_and_proofs_of_the_tree() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Digest> leafHashes = NaiveTree.leafHashes(LEAVES);
        NaiveTree naive = new NaiveTree(leafHashes);
        Store store = new Store();
        int size = 0;
        while (size < LEAVES) {
            int newSize = Math.min(LEAVES, size + random.nextInt(2_500));
            store.append(leafHashes.subList(size, newSize));
            size = newSize;
            checkAt(store, naive, leafHashes, size, random, seed);
        }
        for (int earlier : List.of(1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537)) {
            checkAt(store, naive, leafHashes, earlier, random, seed);
        }
    }

    private static void checkAt(
            Store store, NaiveTree naive, List<Digest> leafHashes, int size, Random random, long seed) {
        HashSource hashes = Tiles.hashes(store, size);
        Digest root = LogProofs.root(hashes, size);
        assertThat(root).as("size %s, seed %s", size, seed).isEqualTo(naive.root(size));
        for (int i = 0; i < 3 && size > 0; i++) {
            int index = random.nextInt(size);
            List<Digest> inclusion = LogProofs.inclusion(hashes, index, size);
            assertThat(inclusion).isEqualTo(naive.inclusion(index, size));
            assertThat(InclusionProof.verify(leafHashes.get(index), index, size, inclusion, root))
                    .isTrue();
            List<Digest> consistency = LogProofs.consistency(hashes, index, size);
            assertThat(consistency).isEqualTo(naive.consistency(index, size));
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(textBlock = """
            0, 0,          256, tile/0/000
            0, 273,        112, tile/0/273.p/112
            1, 1,          17,  tile/1/001.p/17
            0, 1234067,    256, tile/0/x001/x234/067
            5, 1000,       8,   tile/5/x001/000.p/8
            """)
    void tiles_are_addressed_as_published(int level, long index, int width, String path) {
        assertThat(new Tile(level, index, width).path()).isEqualTo(path);
    }

    @Test
    void only_tiles_that_hold_something_new_are_written() {
        assertThat(Tiles.changed(0, 0)).isEmpty();
        assertThat(Tiles.changed(7, 7)).isEmpty();
        assertThat(Tiles.changed(0, 1)).containsExactly(new Tile(0, 0, 1));
        assertThat(Tiles.changed(255, 256)).containsExactly(new Tile(0, 0, 256), new Tile(1, 0, 1));
        assertThat(Tiles.changed(256, 257)).containsExactly(new Tile(0, 1, 1));
        // The example of C2SP tlog-tiles: a tree of 70,000 leaves.
        assertThat(Tiles.changed(69_999, 70_000)).containsExactly(new Tile(0, 273, 112));
        assertThat(Tiles.changed(65_280, 65_536))
                .containsExactly(new Tile(0, 255, 256), new Tile(1, 0, 256), new Tile(2, 0, 1));
        assertThat(Tiles.changed(Long.MAX_VALUE - 1, Long.MAX_VALUE))
                .containsExactly(new Tile(0, Long.MAX_VALUE >>> 8, 255));
    }

    @Test
    void what_is_not_a_tile_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tiles.changed(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Tiles.tile(0, 1, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> Tiles.rootOfFullTile(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tile(-1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tile(0, 0, 257));
    }
}
