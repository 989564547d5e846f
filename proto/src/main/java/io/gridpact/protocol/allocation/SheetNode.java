package io.gridpact.protocol.allocation;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;

/// A node of a sheet's tree with the sums below it (PROTOCOL.md, section 7). As it came: not yet believed.
///
/// @param wantedWh Σq' of the leaves below, in watt-hours
/// @param allocatedWh Σa of the leaves below, in watt-hours
public record SheetNode(Digest hash, long wantedWh, long allocatedWh) {

    /// H(`sheet-node`, left hash, left Σq', left Σa, right hash, right Σq', right Σa), with the two sums. Each child's
    /// sums are hashed on their own: were only their total, sums could be moved from one child to the other and
    // each
    /// counterparty shown a tree of its own.
    ///
    /// @throws ArithmeticException if a sum does not fit a long
    public static SheetNode above(SheetNode left, SheetNode right) {
        long wantedWh = Math.addExact(left.wantedWh, right.wantedWh);
        long allocatedWh = Math.addExact(left.allocatedWh, right.allocatedWh);
        Digest hash = Hash.tagged("sheet-node")
                .digest(left.hash)
                .integer(left.wantedWh)
                .integer(left.allocatedWh)
                .digest(right.hash)
                .integer(right.wantedWh)
                .integer(right.allocatedWh)
                .finish();
        return new SheetNode(hash, wantedWh, allocatedWh);
    }

    /// Whether the sums can be those of real lines: none negative, no more given than wanted.
    boolean isPlausible() {
        return wantedWh >= 0 && allocatedWh >= 0 && allocatedWh <= wantedWh;
    }
}
