package io.gridpact.protocol.journal;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// The arbiter's word that a statement stands in its log since a time, payload `gridpact/log-receipt/v1`
/// (PROTOCOL.md, section 9).
///
/// @param digest of the signed receipt
/// @param statement digest of what was submitted
/// @param leafHash of its [LogEntry]
/// @param leafIndex from 0
/// @param includedBy a checkpoint that includes the leaf is signed by then
public record LogReceipt(
        Digest digest,
        String arbiter,
        Digest statement,
        Digest leafHash,
        long leafIndex,
        Instant loggedAt,
        Instant includedBy) {

    public static final String PAYLOAD_TYPE = "gridpact/log-receipt/v1";

    /// Whether the receipt is for exactly this entry: without it a receipt's time is a number beside a hash that the
    /// log may hold for another sender, key or time.
    public boolean proves(LogEntry entry) {
        return statement.equals(entry.statement())
                && loggedAt.equals(entry.loggedAt())
                && leafHash.equals(entry.leafHash());
    }
}
