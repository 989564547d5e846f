package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import org.jspecify.annotations.Nullable;

/// Both sides' digests under one key, and how they stand to each other.
///
/// @param firstDigest what the first utility committed; null while it has committed nothing
/// @param secondDigest what the second utility committed; null while it has committed nothing, and for a utility with
/// itself
public record Pair(
        PairKey key, @Nullable Digest firstDigest, @Nullable Digest secondDigest, PairStanding standing) {

    static Pair untold(PairKey key) {
        return new Pair(key, null, null, PairStanding.WAITING);
    }

    Pair as(PairStanding other) {
        return new Pair(key, firstDigest, secondDigest, other);
    }

    /// The utility that has committed nothing yet.
    ///
    /// @throws IllegalStateException if both have
    String missing() {
        if (firstDigest == null) {
            return key.first();
        }
        if (secondDigest == null) {
            return key.second();
        }
        throw new IllegalStateException("both sides have committed");
    }
}
