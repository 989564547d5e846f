package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A signed statement that contradicts a logged one of the same sender and key.
///
/// @param leafIndex of the one that counts
/// @param statement the other's envelope, message bytes; not to be changed
public record Equivocation(long leafIndex, Digest statementDigest, byte[] statement, Instant receivedAt) {}
