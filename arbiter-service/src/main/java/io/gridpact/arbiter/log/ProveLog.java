package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.LogProofs;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.merkle.Tiles;
import io.gridpact.protocol.merkle.Tiles.TileSource;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Proofs from stored tiles, of trees that a signed checkpoint covers. Reads a number of tiles in the order of the
/// tree's height, each once.
public final class ProveLog {

    /// Siblings of a leaf, and the leaf's hash.
    public record Inclusion(List<Digest> path, Digest leafHash) {}

    private final TileSource tiles;
    private final Supplier<LogStatus> status;

    public ProveLog(TileSource tiles, Supplier<LogStatus> status) {
        this.tiles = tiles;
        this.status = status;
    }

    /// The last signed checkpoint.
    ///
    /// @throws RefusedException `UNAVAILABLE` while the log is not served
    public StoredCheckpoint checkpoint() {
        if (status.get() instanceof LogStatus.Serving(LogTail tail)
                && tail.lastCheckpoint().isPresent()) {
            return tail.lastCheckpoint().get();
        }
        throw Sequencer.unavailable(status.get().text());
    }

    /// @param treeSize at most the last checkpoint's
    /// @throws RefusedException `INVALID_REQUEST` unless `0 <= leafIndex < treeSize <= the last checkpoint's`
    public Inclusion inclusion(long leafIndex, long treeSize) {
        requireSize("tree_size", treeSize);
        require(leafIndex >= 0 && leafIndex < treeSize, "leaf_index", "not in a tree of that size");
        TileSource once = eachOnce();
        Digest leafHash = Tiles.hashes(once, treeSize).hash(0, leafIndex);
        return new Inclusion(LogProofs.inclusion(Tiles.hashes(once, treeSize), leafIndex, treeSize), leafHash);
    }

    /// @throws RefusedException `INVALID_REQUEST` unless `1 <= oldSize <= newSize <= the last checkpoint's`
    public List<Digest> consistency(long oldSize, long newSize) {
        requireSize("new_size", newSize);
        require(oldSize >= 1 && oldSize <= newSize, "old_size", "not from 1 to new_size");
        return LogProofs.consistency(Tiles.hashes(eachOnce(), newSize), oldSize, newSize);
    }

    private void requireSize(String field, long size) {
        require(size >= 1 && size <= checkpoint().treeSize(), field, "not from 1 to the last checkpoint's size");
    }

    private static void require(boolean holds, String field, String description) {
        if (!holds) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, field, description));
        }
    }

    private TileSource eachOnce() {
        Map<Tile, List<Digest>> read = new HashMap<>();
        return tile -> read.computeIfAbsent(tile, tiles::hashes);
    }
}
