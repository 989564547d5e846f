package io.gridpact.protocol.allocation;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;

/// A node of a sheet's tree with the sums below it (PROTOCOL.md, section 7). As it came: not yet believed.
///
/// @param wantedWh Σq' of the leaves below, in watt-hours
/// @param allocatedWh Σa of the leaves below, in watt-hours
/// @param wantingLines how many of the leaves below want more than nothing: as many as rounding can touch
public record SheetNode(Digest hash, long wantedWh, long allocatedWh, long wantingLines) {

    /// H(`sheet-node`, left hash, left Σq', left Σa, left n, right hash, right Σq', right Σa, right n), with
    /// the three sums. Each child's sums are hashed on their own: were only their total, sums could be moved
    /// from one child to the other and each counterparty shown a tree of its own.
    ///
    /// @throws ArithmeticException if a sum does not fit a long
    public static SheetNode above(SheetNode left, SheetNode right) {
        long wantedWh = Math.addExact(left.wantedWh, right.wantedWh);
        long allocatedWh = Math.addExact(left.allocatedWh, right.allocatedWh);
        long wantingLines = Math.addExact(left.wantingLines, right.wantingLines);
        Digest hash = Hash.tagged("sheet-node")
                .digest(left.hash)
                .integer(left.wantedWh)
                .integer(left.allocatedWh)
                .integer(left.wantingLines)
                .digest(right.hash)
                .integer(right.wantedWh)
                .integer(right.allocatedWh)
                .integer(right.wantingLines)
                .finish();
        return new SheetNode(hash, wantedWh, allocatedWh, wantingLines);
    }

    /// Whether the sums can be those of real lines: none negative, no more given than wanted, and each line that wants
    /// anything wants a watt-hour or more.
    boolean isPlausible() {
        boolean lines = wantingLines >= 0 && wantingLines <= wantedWh && (wantingLines > 0 || wantedWh == 0);
        return lines && allocatedWh >= 0 && allocatedWh <= wantedWh;
    }
}
