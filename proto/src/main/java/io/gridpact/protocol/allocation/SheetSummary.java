package io.gridpact.protocol.allocation;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;

/// What a sheet says as a whole (PROTOCOL.md, section 7). As it came: [SheetRules] says whether it is believed.
///
/// @param readingWh the meter's reading for the window, `m`, in watt-hours
/// @param root hash of the tree's root
/// @param wantedWh Σq', in watt-hours
/// @param allocatedWh Σa, in watt-hours
/// @param leafCount how many lines
public record SheetSummary(
        AllocationRule rule, long readingWh, Digest root, long wantedWh, long allocatedWh, long leafCount) {

    /// H(`sheet`, reading digest, rule, root, Σq', Σa, leaf count). The reading digest stands for `readingWh`, which is
    /// the sum of its list.
    public Digest digest(Digest readingDigest) {
        return Hash.tagged("sheet")
                .digest(readingDigest)
                .name(rule)
                .digest(root)
                .integer(wantedWh)
                .integer(allocatedWh)
                .integer(leafCount)
                .finish();
    }
}
