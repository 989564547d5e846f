package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one side allocated to a trade, with its proof, payload `gridpact/status/v1` (PROTOCOL.md, section 8). As it
/// came: [StatusRules] says whether it is believed.
///
/// @param digest of the signed status
/// @param order digest of the order
/// @param revision of the order; 0 for the order itself
/// @param role the side that allocated
/// @param allocatedWh in watt-hours
/// @param capWh the cap it used, in watt-hours; the contract where it had none
/// @param readings digests of the meter's readings that tile the window, in order of time
/// @param leafSalt of the trade's line on the sheet; not to be changed
/// @param sheetPath from the line to the sheet's root
/// @param leafIndex the line's place in allocation order, from 0
/// @param mapPath siblings from the sheet map's root to the meter's sheet
public record Status(
        Digest digest,
        Digest order,
        long revision,
        TradeRole role,
        long allocatedWh,
        long capWh,
        List<Digest> readings,
        SheetSummary sheet,
        byte[] leafSalt,
        List<SheetNode> sheetPath,
        long leafIndex,
        List<Digest> mapPath) {

    public static final String PAYLOAD_TYPE = "gridpact/status/v1";

    public Status {
        readings = List.copyOf(readings);
        sheetPath = List.copyOf(sheetPath);
        mapPath = List.copyOf(mapPath);
    }

    /// By digest, which covers everything else.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Status status && digest.equals(status.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "Status[" + digest.prefix() + " of " + role + " for order " + order.prefix() + "]";
    }
}
