package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import java.time.Instant;

/// What a platform puts together before there is an order: the same terms, with customers still in the clear.
public record OrderDraft(
        String orderId,
        String buyerPlatform,
        String sellerPlatform,
        String buyerUtility,
        String sellerUtility,
        Side buyer,
        Side seller,
        DeliveryWindow window,
        long quantityWh,
        Price price,
        Instant created,
        Instant expires,
        ConfirmationMode mode) {

    /// One side's customer.
    ///
    /// @param opening with a fresh salt of 32 random bytes
    public record Side(CustomerOpening opening, KeyId meterKeyId) {}

    public String platform(TradeRole role) {
        return switch (role) {
            case BUYER -> buyerPlatform;
            case SELLER -> sellerPlatform;
        };
    }

    public String utility(TradeRole role) {
        return switch (role) {
            case BUYER -> buyerUtility;
            case SELLER -> sellerUtility;
        };
    }

    public Side side(TradeRole role) {
        return switch (role) {
            case BUYER -> buyer;
            case SELLER -> seller;
        };
    }
}
