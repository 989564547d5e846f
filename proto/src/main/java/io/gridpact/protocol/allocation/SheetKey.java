package io.gridpact.protocol.allocation;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.time.Instant;

/// Where a meter's sheet stands in its utility's sheet map (PROTOCOL.md, section 7).
public final class SheetKey {

    private SheetKey() {}

    /// H(`sheet-key`, utility, meter public key, direction, window start).
    public static Digest of(String utility, PublicKey meter, Direction direction, Instant windowStart) {
        return of(utility, meter.bytes(), direction, windowStart);
    }

    /// For a meter of one's own, whose key was validated when it was enrolled.
    ///
    /// @param meterKey the encoded public key
    public static Digest of(String utility, byte[] meterKey, Direction direction, Instant windowStart) {
        return Hash.tagged("sheet-key")
                .text(utility)
                .bytes(meterKey)
                .name(direction)
                .instant(windowStart)
                .finish();
    }
}
