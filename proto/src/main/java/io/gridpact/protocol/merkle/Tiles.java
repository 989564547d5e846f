package io.gridpact.protocol.merkle;

import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.List;

/// Which tiles a tree of a size has, and the tree's hashes from its tiles (C2SP `tlog-tiles`, tiles of height 8).
public final class Tiles {

    /// Where tiles are read from.
    @FunctionalInterface
    public interface TileSource {

        /// @return at least the first [Tile#width()] hashes of that tile, in order
        List<Digest> hashes(Tile tile);
    }

    private Tiles() {}

    /// All tiles that hold what the tree of `newSize` has and that of `oldSize` had not: those to write after
    /// appending, level 0 first, from left to right. A tile that only grew is among them with its new width.
    ///
    /// @throws IllegalArgumentException unless `0 <= oldSize <= newSize`
    public static List<Tile> changed(long oldSize, long newSize) {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("from size " + oldSize + " to " + newSize);
        }
        List<Tile> tiles = new ArrayList<>();
        for (int level = 0; level <= Tile.MAX_LEVEL; level++) {
            long oldHashes = oldSize >>> (level * Tile.HEIGHT);
            long newHashes = newSize >>> (level * Tile.HEIGHT);
            if (oldHashes == newHashes) {
                continue;
            }
            long last = (newHashes - 1) / Tile.WIDTH;
            for (long index = oldHashes / Tile.WIDTH; index <= last; index++) {
                tiles.add(tile(level, index, newSize));
            }
        }
        return tiles;
    }

    /// The tile of that address in a tree of `size`, with the width it has there.
    ///
    /// @throws IllegalArgumentException if that tree has no such tile
    public static Tile tile(int level, long index, long size) {
        long hashesOnLevel = size >>> (level * Tile.HEIGHT);
        if (size < 0 || index > hashesOnLevel / Tile.WIDTH) {
            throw new IllegalArgumentException("no tile " + level + "/" + index + " in a tree of " + size);
        }
        return new Tile(level, index, (int) Math.min(Tile.WIDTH, hashesOnLevel - index * Tile.WIDTH));
    }

    /// The hash that a full tile contributes to the tile level above it.
    ///
    /// @throws IllegalArgumentException if these are not 256 hashes
    public static Digest rootOfFullTile(List<Digest> hashes) {
        if (hashes.size() != Tile.WIDTH) {
            throw new IllegalArgumentException("a full tile has " + Tile.WIDTH + " hashes, not " + hashes.size());
        }
        return MerkleTree.root(hashes);
    }

    /// The hashes of a tree's complete subtrees, from its tiles: those on levels 8, 16, … are read, those between are
    /// hashed from the tile below them.
    ///
    /// @param size of the tree that is asked about; tiles are asked for with the width that they have in it
    public static HashSource hashes(TileSource source, long size) {
        return (level, index) -> {
            int within = level % Tile.HEIGHT;
            int tileLevel = level / Tile.HEIGHT;
            long first = index << within;
            List<Digest> tile = source.hashes(tile(tileLevel, first / Tile.WIDTH, size));
            int offset = (int) (first % Tile.WIDTH);
            return MerkleTree.root(tile.subList(offset, offset + (1 << within)));
        };
    }
}
