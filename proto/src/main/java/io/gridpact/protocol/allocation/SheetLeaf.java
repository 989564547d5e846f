package io.gridpact.protocol.allocation;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A trade's line on a sheet (PROTOCOL.md, section 7). As it came: [SheetRules] says whether it is believed.
///
/// @param order digest of the order
/// @param revision of the order; 0 for the order itself
/// @param wantedWh `q'`, in watt-hours
/// @param allocatedWh `a`, in watt-hours
/// @param salt [#SALT_BYTES] random bytes, so that no counterparty can guess a neighbour's line from its hash; not to
///     be changed
public record SheetLeaf(Digest order, long revision, long wantedWh, long allocatedWh, byte[] salt) {

    /// Length of every leaf's salt.
    public static final int SALT_BYTES = 32;

    /// @throws IllegalArgumentException if the salt has another length
    public SheetLeaf {
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException("salt: not " + SALT_BYTES + " bytes");
        }
    }

    /// The leaf of an allocated line.
    public static SheetLeaf of(Line line, byte[] salt) {
        Claim claim = line.claim();
        return new SheetLeaf(claim.order(), claim.revision(), claim.wantedWh(), line.allocatedWh(), salt);
    }

    /// H(`sheet-leaf`, order digest, revision, q', a, salt), with its sums.
    public SheetNode node() {
        Digest hash = Hash.tagged("sheet-leaf")
                .digest(order)
                .integer(revision)
                .integer(wantedWh)
                .integer(allocatedWh)
                .bytes(salt)
                .finish();
        return new SheetNode(hash, wantedWh, allocatedWh, wantedWh > 0 ? 1 : 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SheetLeaf leaf
                && order.equals(leaf.order)
                && revision == leaf.revision
                && wantedWh == leaf.wantedWh
                && allocatedWh == leaf.allocatedWh
                && Arrays.equals(salt, leaf.salt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(order, revision, wantedWh, allocatedWh, Arrays.hashCode(salt));
    }

    @Override
    public String toString() {
        return "SheetLeaf[order=" + order.prefix() + ", revision=" + revision + "]";
    }
}
