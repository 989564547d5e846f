package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A statement that is its sender's and well-formed, to be logged.
///
/// @param encoded the signed envelope's message bytes, as they will be stored; not to be changed
/// @param completeTo everything its sender must commit before this instant is committed; of what is published, nothing
record Submission(EntryKey key, Digest statementDigest, byte[] encoded, Instant completeTo, Subject subject) {

    /// Whether it says how far its sender has come.
    boolean raisesWatermark() {
        return !(subject instanceof Published);
    }

    boolean isOutOfTime() {
        return subject instanceof OutOfTime;
    }

    /// The same statement where it may no longer, or not yet, be logged.
    Submission outOfTime(String field) {
        return new Submission(key, statementDigest, encoded, completeTo, new OutOfTime(field));
    }

    /// What a statement says beside that it exists.
    sealed interface Subject {}

    /// A minute's journal root: that it existed by now is all it says.
    record Minute(Instant minute) implements Subject {}

    /// What its sender holds agreed with a peer.
    record Agreed(PairKey pair, Digest digest) implements Subject {}

    /// What is too far from now to get a leaf; one that has a leaf already is answered as ever.
    ///
    /// @param field that names the time
    record OutOfTime(String field) implements Subject {}

    /// Its sender's allocations in a window.
    record Sheet(Direction direction, Instant windowStart, long revision) implements Subject {}

    /// A descriptor or a revocation: whose and since when is all it says.
    record Published() implements Subject {}

    /// That its sender has proved a trade to be sealed.
    ///
    /// @param countsUntil logged then or later it does not count
    record Deposit(Instant countsUntil) implements Subject {}
}
