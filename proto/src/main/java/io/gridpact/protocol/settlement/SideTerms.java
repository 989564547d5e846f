package io.gridpact.protocol.settlement;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;

/// What a verifier itself knows of the side that a status speaks of: from the sealed order, and from its own
/// allocation.
///
/// @param order digest of the order
/// @param revision of the order; 0 for the order itself
/// @param role the side whose status is expected
/// @param utility of that side
/// @param meterKeyId of that side's meter
/// @param contractWh what was contracted, in watt-hours
/// @param capWh the cap that the side must have used, in watt-hours
/// @param meterCannotSign whether the side's utility has attested that it signs the meter's readings
public record SideTerms(
        Digest order,
        long revision,
        TradeRole role,
        String utility,
        KeyId meterKeyId,
        DeliveryWindow window,
        long contractWh,
        long capWh,
        boolean meterCannotSign) {

    /// Of a side whose meter signs.
    public SideTerms(
            Digest order,
            long revision,
            TradeRole role,
            String utility,
            KeyId meterKeyId,
            DeliveryWindow window,
            long contractWh,
            long capWh) {
        this(order, revision, role, utility, meterKeyId, window, contractWh, capWh, false);
    }

    /// The seller's side, which allocates in round 1, without a cap.
    public static SideTerms ofSeller(Order order) {
        return of(order, TradeRole.SELLER, order.quantityWh());
    }

    /// The buyer's side, whose cap is the figure that the verifier, the seller utility, has sent.
    public static SideTerms ofBuyer(Order order, long sellerWh) {
        return of(order, TradeRole.BUYER, sellerWh);
    }

    /// The same side under another cap.
    public SideTerms cappedAt(long otherCapWh) {
        return new SideTerms(
                order, revision, role, utility, meterKeyId, window, contractWh, otherCapWh, meterCannotSign);
    }

    private static SideTerms of(Order order, TradeRole role, long capWh) {
        return new SideTerms(
                order.digest(),
                0,
                role,
                order.utility(role),
                order.side(role).meterKeyId(),
                order.window(),
                order.quantityWh(),
                capWh);
    }
}
