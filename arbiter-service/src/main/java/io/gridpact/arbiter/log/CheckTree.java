package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.StoreChecker.Sink;
import io.gridpact.protocol.merkle.Tile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Grows the tree anew from the entries and compares it with every checkpoint on the way and with every tile.
final class CheckTree {

    private final LogStore store;
    private final Notary notary;
    private final CheckStatement statements;
    private final Sink sink;
    private final long size;
    private LogTree tree = LogTree.EMPTY;
    private long tiles;
    private long checkpoints;
    private boolean entriesEnd;

    CheckTree(LogStore store, Notary notary, CheckStatement statements, Sink sink) {
        this.store = store;
        this.notary = notary;
        this.statements = statements;
        this.sink = sink;
        this.size = store.head().size();
    }

    /// Checkpoints come in the order in which they were signed.
    void checkpoint(StoredCheckpoint checkpoint) {
        checkpoints++;
        String subject = "checkpoint " + checkpoint.number();
        if (checkpoint.number() != checkpoints) {
            sink.finding("checkpoints-are-numbered", subject, "stands at place " + checkpoints);
            checkpoints = checkpoint.number();
        }
        if (!notary.isMine(checkpoint)) {
            sink.finding("checkpoint-is-signed", subject, "not signed by this arbiter as it is stored");
        }
        if (checkpoint.treeSize() < tree.size()) {
            sink.finding("checkpoints-grow", subject, checkpoint.treeSize() + " leaves after " + tree.size());
            return;
        }
        growTo(checkpoint.treeSize());
        if (tree.size() != checkpoint.treeSize() || !tree.root().equals(checkpoint.root())) {
            sink.finding(
                    "checkpoint-is-of-the-tree",
                    subject,
                    "of " + checkpoint.treeSize() + " leaves with root "
                            + checkpoint.root().prefix() + "; the entries give " + tree.size() + " with "
                            + tree.root().prefix());
        }
    }

    /// The rest of the entries, and the unfinished tiles.
    void finish() {
        growTo(size);
        for (int level = 0; level < tree.edges().size(); level++) {
            List<Digest> edge = tree.edges().get(level);
            if (!edge.isEmpty()) {
                long index = (tree.size() >>> (level * Tile.HEIGHT)) / Tile.WIDTH;
                compare(new Tile(level, index, edge.size()), edge);
            }
        }
        long stored = store.tileCount();
        if (stored != tiles) {
            sink.finding("tiles-are-of-the-tree", "tiles", stored + " are stored, the entries give " + tiles);
        }
        sink.checked("leaves", tree.size());
        sink.checked("tiles", tiles);
        sink.checked("checkpoints", checkpoints);
    }

    private void growTo(long target) {
        while (tree.size() < Math.min(target, size) && !entriesEnd) {
            int limit = (int) Math.min(LogStore.MAX_PAGE, target - tree.size());
            List<LoggedStatement> page = store.statements(tree.size(), limit);
            List<Digest> leafHashes = new ArrayList<>(page.size());
            for (LoggedStatement statement : page) {
                statements.check(statement, tree.size() + leafHashes.size());
                leafHashes.add(LoadLog.leafHash(statement));
            }
            entriesEnd = page.isEmpty();
            LogTree.Growth growth = tree.append(leafHashes);
            tree = growth.tree();
            for (Map.Entry<Tile, List<Digest>> tile : growth.tiles().entrySet()) {
                if (tile.getKey().isFull()) {
                    compare(tile.getKey(), tile.getValue());
                }
            }
        }
    }

    private void compare(Tile tile, List<Digest> hashes) {
        tiles++;
        try {
            List<Digest> stored = store.hashes(tile);
            if (!stored.equals(hashes)) {
                sink.finding("tiles-are-of-the-tree", tile.path(), "holds other hashes than the entries give");
            }
        } catch (LogContradictedException missing) {
            sink.finding("tiles-are-of-the-tree", tile.path(), "is not stored");
        }
    }
}
