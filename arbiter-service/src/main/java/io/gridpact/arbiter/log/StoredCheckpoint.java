package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A checkpoint that was signed.
///
/// @param number from 1, one higher each time
/// @param treeSize leaves it covers
/// @param note the C2SP signed note
public record StoredCheckpoint(long number, Instant signedAt, long treeSize, Digest root, String note) {}
