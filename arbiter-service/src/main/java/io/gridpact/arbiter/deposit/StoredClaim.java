package io.gridpact.arbiter.deposit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A claim for a status, as it is stored.
///
/// @param statement message bytes of the signed claim; not to be changed
/// @param refused whether something was deposited in time that does not hold
/// @param standing message bytes of the signed standing; null while it is open; not to be changed
/// @param evidence the encoded status with what it rests on; null unless it holds and the claimant lacks it yet; not to
///     be changed
record StoredClaim(
        long number,
        byte[] statement,
        Instant receivedAt,
        boolean refused,
        byte @Nullable [] standing,
        byte @Nullable [] evidence) {}
