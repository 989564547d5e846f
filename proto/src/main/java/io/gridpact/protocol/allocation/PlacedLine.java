package io.gridpact.protocol.allocation;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.Comparator;

/// Where a line stands on a sheet and when its trade was confirmed.
///
/// @param order digest of the order
/// @param confirmedAt as the verifier knows it
/// @param leafIndex its place on the sheet, from 0
public record PlacedLine(Digest order, Instant confirmedAt, long leafIndex) {

    /// That of [Claim#ALLOCATION_ORDER].
    static final Comparator<PlacedLine> ALLOCATION_ORDER =
            Comparator.comparing(PlacedLine::confirmedAt).thenComparing(PlacedLine::order);
}
