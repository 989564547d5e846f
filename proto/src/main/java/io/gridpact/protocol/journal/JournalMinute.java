package io.gridpact.protocol.journal;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.InclusionProof;
import io.gridpact.protocol.merkle.MerkleTree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A minute of a utility's journal: an RFC 6962 tree whose leaves' data are the statements' digests, 32 bytes each, in
/// the order in which they were written (PROTOCOL.md, section 9).
public final class JournalMinute {

    /// How long a minute is.
    public static final Duration LENGTH = Duration.ofMinutes(1);

    private JournalMinute() {}

    /// The first instant of the minute that the instant lies in.
    public static Instant startOf(Instant instant) {
        long millis = instant.toEpochMilli();
        return Instant.ofEpochMilli(millis - Math.floorMod(millis, LENGTH.toMillis()));
    }

    /// Whether a minute begins at the instant.
    public static boolean isStart(Instant instant) {
        return startOf(instant).equals(instant);
    }

    /// H(`journal-root`, utility, minute, tree root, size).
    ///
    /// @param minute its first instant
    /// @param size how many statements, at least 1
    /// @throws IllegalArgumentException if no minute begins there or there is no statement in it
    public static Digest root(String utility, Instant minute, Digest treeRoot, long size) {
        if (!isStart(minute)) {
            throw new IllegalArgumentException("minute: no minute begins at " + minute);
        }
        if (size < 1) {
            throw new IllegalArgumentException("size: a minute without statements has no root");
        }
        return Hash.tagged("journal-root")
                .text(utility)
                .instant(minute)
                .digest(treeRoot)
                .integer(size)
                .finish();
    }

    /// The root of the minute's tree.
    public static Digest treeRoot(List<Digest> statements) {
        return MerkleTree.root(leafHashes(statements));
    }

    /// Every statement's path, from the leaf upward.
    public static List<List<Digest>> paths(List<Digest> statements) {
        return MerkleTree.inclusionPaths(leafHashes(statements));
    }

    /// Whether the statement is at that index of the minute's tree.
    public static boolean holds(Digest treeRoot, long size, Digest statement, long index, List<Digest> path) {
        return InclusionProof.verify(leafHash(statement), index, size, path, treeRoot);
    }

    private static List<Digest> leafHashes(List<Digest> statements) {
        return statements.stream().map(JournalMinute::leafHash).toList();
    }

    private static Digest leafHash(Digest statement) {
        return MerkleTree.leafHash(statement.bytes());
    }
}
