package io.gridpact.protocol.allocation;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A utility's commitment to all its sheets of a direction and window, payload `gridpact/sheet-root/v1`
/// (PROTOCOL.md, section 7).
///
/// @param digest of the signed statement
/// @param revision 1, or 2 where it serves late lines; an injection sheet has no other than 1
/// @param root of the sparse Merkle tree that maps [SheetKey]s to sheet digests
/// @param completeTo everything the utility must commit before this instant is committed
public record SheetRoot(
        Digest digest,
        String utility,
        Direction direction,
        Instant windowStart,
        long revision,
        Digest root,
        Instant completeTo) {

    public static final String PAYLOAD_TYPE = "gridpact/sheet-root/v1";

    /// The revision of a window's first sheet root.
    public static final long FIRST_REVISION = 1;

    /// The revision that serves late lines, of a consumption sheet alone; the last.
    public static final long LATE_REVISION = 2;
}
