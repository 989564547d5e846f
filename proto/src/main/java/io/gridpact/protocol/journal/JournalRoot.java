package io.gridpact.protocol.journal;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A utility's commitment to all it signed or accepted in a minute, payload `gridpact/journal-root/v1` (PROTOCOL.md,
/// section 9).
///
/// @param digest of the signed statement
/// @param minute its first instant
/// @param root what [JournalMinute] derives
/// @param completeTo everything the utility must commit before this instant is committed
public record JournalRoot(Digest digest, String utility, Instant minute, Digest root, Instant completeTo) {

    public static final String PAYLOAD_TYPE = "gridpact/journal-root/v1";
}
