package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.merkle.LogProofs;
import io.gridpact.protocol.merkle.Tile;
import io.gridpact.protocol.merkle.Tiles;
import java.util.List;

/// Reads where the log ends, and believes it only if it is the log whose checkpoint was signed last and its tiles end
/// as its entries do.
final class LoadLog {

    private final LogStore store;
    private final Notary notary;

    LoadLog(LogStore store, Notary notary) {
        this.store = store;
        this.notary = notary;
    }

    /// @throws LogContradictedException if the stored log is another
    LogTail load() {
        LogHead head = store.head();
        requireRightEdge(head.size());
        head.lastCheckpoint().ifPresent(checkpoint -> requireBeginning(checkpoint, head.size()));
        LogTree tree = LogTree.load(store, head.size());
        return new LogTail(tree, head.lastLoggedAt(), head.lastFlag(), head.lastCheckpoint(), store.standings());
    }

    private void requireRightEdge(long size) {
        if (size == 0) {
            return;
        }
        long index = (size - 1) / Tile.WIDTH;
        Tile tile = Tiles.tile(0, index, size);
        List<Digest> hashes = store.hashes(tile);
        List<LoggedStatement> statements = store.statements(index * Tile.WIDTH, Tile.WIDTH);
        if (hashes.size() != tile.width() || statements.size() != tile.width()) {
            throw new LogContradictedException(tile.path() + " holds " + hashes.size() + " hashes and "
                    + statements.size() + " entries, not " + tile.width());
        }
        for (int i = 0; i < tile.width(); i++) {
            LoggedStatement statement = statements.get(i);
            if (statement.leafIndex() != index * Tile.WIDTH + i
                    || !leafHash(statement).equals(hashes.get(i))) {
                throw new LogContradictedException(
                        "entry " + statement.leafIndex() + " is not the one that " + tile.path() + " holds");
            }
        }
    }

    private void requireBeginning(StoredCheckpoint checkpoint, long size) {
        String name = "checkpoint " + checkpoint.number() + " of " + checkpoint.treeSize() + " leaves";
        if (!notary.isMine(checkpoint)) {
            throw new LogContradictedException(name + " is not signed by this arbiter's key");
        }
        if (checkpoint.treeSize() > size) {
            throw new LogContradictedException(name + ": only " + size + " are stored");
        }
        Digest root = LogProofs.root(Tiles.hashes(store, checkpoint.treeSize()), checkpoint.treeSize());
        if (!root.equals(checkpoint.root())) {
            throw new LogContradictedException(
                    name + " has root " + checkpoint.root().prefix() + ", the tiles have " + root.prefix());
        }
    }

    /// The leaf hash that a stored statement's columns give.
    static Digest leafHash(LoggedStatement statement) {
        EntryKey key = statement.key();
        return new LogEntry(key.kind(), key.sender(), key.text(), statement.statementDigest(), statement.loggedAt())
                .leafHash();
    }
}
