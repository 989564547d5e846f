package io.gridpact.protocol.merkle;

import java.util.Locale;

/// One tile of a log, as C2SP `tlog-tiles` addresses it: up to 256 neighbouring hashes of the tree level `8 × level`.
///
/// @param level 0 holds leaf hashes, 1 the roots of full tiles of level 0, and so on; 0 to [#MAX_LEVEL]
/// @param index which tile of that level, from the left
/// @param width hashes in it, 1 to [#WIDTH]; fewer than 256 only in the last tile of a level
public record Tile(int level, long index, int width) {

    /// Tree levels that one tile spans.
    public static final int HEIGHT = 8;

    /// Hashes in a full tile.
    public static final int WIDTH = 1 << HEIGHT;

    /// The highest tile level of a tree whose size is a `long`.
    public static final int MAX_LEVEL = (Long.SIZE - 2) / HEIGHT;

    private static final int INDEX_GROUP = 1_000;

    /// @throws IllegalArgumentException if a part is out of range
    public Tile {
        if (level < 0 || level > MAX_LEVEL || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("no tile: level " + level + ", index " + index + ", width " + width);
        }
    }

    /// Whether it holds all 256 hashes and so never changes again.
    public boolean isFull() {
        return width == WIDTH;
    }

    /// The path of `tlog-tiles`, as in `tile/0/x001/234` or, for a partial tile, `tile/1/000.p/17`.
    public String path() {
        StringBuilder groups = new StringBuilder(String.format(Locale.ROOT, "%03d", index % INDEX_GROUP));
        for (long rest = index / INDEX_GROUP; rest > 0; rest /= INDEX_GROUP) {
            groups.insert(0, String.format(Locale.ROOT, "x%03d/", rest % INDEX_GROUP));
        }
        return "tile/" + level + "/" + groups + (isFull() ? "" : ".p/" + width);
    }
}
