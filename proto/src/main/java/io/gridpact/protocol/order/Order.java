package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import java.time.Instant;

/// What two platforms agree on for two customers (PROTOCOL.md, section 5).
///
/// @param digest of the signed bytes; the order everywhere else in the protocol
/// @param orderId UUIDv7 in lower-case text form
/// @param quantityWh watt-hours, 1 to [OrderRules#MAX_QUANTITY_WH]
/// @param expires when it lapses unless confirmed; no later than gate closure
/// @param mode the mode of the two utilities' agreement
public record Order(
        Digest digest,
        String orderId,
        String buyerPlatform,
        String sellerPlatform,
        String buyerUtility,
        String sellerUtility,
        OrderSide buyer,
        OrderSide seller,
        DeliveryWindow window,
        long quantityWh,
        Price price,
        Instant created,
        Instant expires,
        ConfirmationMode mode) {

    public static final String PAYLOAD_TYPE = "gridpact/order/v1";

    /// What makes two orders the same order: two with one identity and different digests are a conflict.
    public record Identity(String buyerPlatform, String orderId) {}

    public Identity identity() {
        return new Identity(buyerPlatform, orderId);
    }

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

    public OrderSide side(TradeRole role) {
        return switch (role) {
            case BUYER -> buyer;
            case SELLER -> seller;
        };
    }

    /// Whether one utility stands for both sides.
    public boolean sameUtility() {
        return buyerUtility.equals(sellerUtility);
    }
}
