package io.gridpact.arbiter.log;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A statement with its place in the log, as it is stored.
///
/// @param leafHash RFC 6962 hash of the log entry
/// @param statement the signed envelope's message bytes; not to be changed
/// @param receipt message bytes of the signed receipt's envelope; not to be changed
public record LoggedStatement(
        EntryKey key,
        long leafIndex,
        Instant loggedAt,
        Digest statementDigest,
        Digest leafHash,
        byte[] statement,
        byte[] receipt) {}
