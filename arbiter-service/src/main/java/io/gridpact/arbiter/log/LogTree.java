package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.HashSource;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.merkle.Tiles;
import io.gridpact.protocol.merkle.Tiles.TileSource;
import io.gridpact.protocol.merkle.TreeFrontier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the writer keeps of the tree: the frontier, which gives the root, and the unfinished tile of each level, which
/// the next leaves go into. Immutable: a commit that fails leaves the old one in force.
///
/// @param edges hashes of the unfinished tile of each tile level, level 0 first; empty lists where a level has none
record LogTree(TreeFrontier frontier, List<List<Digest>> edges) {

    static final LogTree EMPTY = new LogTree(TreeFrontier.EMPTY, List.of());

    /// A tree after appending, and the tiles to be written with it: those that are new or wider.
    record Growth(LogTree tree, Map<Tile, List<Digest>> tiles) {}

    /// The tree of that size, as its tiles say.
    static LogTree load(TileSource tiles, long size) {
        HashSource hashes = Tiles.hashes(tiles, size);
        List<Digest> subtrees = new ArrayList<>();
        for (int level = Long.SIZE - 2; level >= 0; level--) {
            if ((size >>> level & 1) == 1) {
                subtrees.add(hashes.hash(level, (size >>> level) - 1));
            }
        }
        List<List<Digest>> edges = new ArrayList<>();
        for (long onLevel = size; onLevel > 0; onLevel /= Tile.WIDTH) {
            edges.add(edge(tiles, edges.size(), onLevel));
        }
        return new LogTree(new TreeFrontier(size, subtrees), List.copyOf(edges));
    }

    private static List<Digest> edge(TileSource tiles, int level, long hashesOnLevel) {
        int width = (int) (hashesOnLevel % Tile.WIDTH);
        if (width == 0) {
            return List.of();
        }
        Tile tile = new Tile(level, hashesOnLevel / Tile.WIDTH, width);
        return List.copyOf(tiles.hashes(tile).subList(0, width));
    }

    long size() {
        return frontier.size();
    }

    Digest root() {
        return frontier.root();
    }

    Growth append(List<Digest> leafHashes) {
        TreeFrontier grown = frontier;
        for (Digest leafHash : leafHashes) {
            grown = grown.append(leafHash);
        }
        Map<Tile, List<Digest>> tiles = new LinkedHashMap<>();
        List<List<Digest>> grownEdges = new ArrayList<>();
        List<Digest> added = leafHashes;
        for (int level = 0; level < edges.size() || !added.isEmpty(); level++) {
            List<Digest> hashes = new ArrayList<>(level < edges.size() ? edges.get(level) : List.of());
            hashes.addAll(added);
            long index = (size() >>> (level * Tile.HEIGHT)) / Tile.WIDTH;
            boolean changed = !added.isEmpty();
            added = new ArrayList<>();
            int from = 0;
            for (; hashes.size() - from >= Tile.WIDTH; from += Tile.WIDTH, index++) {
                List<Digest> full = List.copyOf(hashes.subList(from, from + Tile.WIDTH));
                tiles.put(new Tile(level, index, Tile.WIDTH), full);
                added.add(Tiles.rootOfFullTile(full));
            }
            List<Digest> edge = List.copyOf(hashes.subList(from, hashes.size()));
            if (changed && !edge.isEmpty()) {
                tiles.put(new Tile(level, index, edge.size()), edge);
            }
            grownEdges.add(edge);
        }
        return new Growth(new LogTree(grown, List.copyOf(grownEdges)), tiles);
    }
}
