package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.ConfirmRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/// An order as two platforms make it between them.
///
/// @param request as it is sent, the same each time
record SimulatedOrder(Order order, Household seller, Household buyer, ConfirmRequest request) {

    private static final int SALT_BYTES = 16;
    private static final int PRICE_SCALE = 3;

    /// What is traded.
    record Terms(
            String orderId,
            String buyerPlatform,
            String sellerPlatform,
            Household buyer,
            Household seller,
            DeliveryWindow window,
            long quantityWh,
            int pricePerMille,
            Instant created,
            Instant expires) {}

    static SimulatedOrder make(Terms terms, Modes modes, Cast cast, SeededBytes bytes) {
        OrderDraft draft = new OrderDraft(
                terms.orderId(),
                terms.buyerPlatform(),
                terms.sellerPlatform(),
                terms.buyer().utility(),
                terms.seller().utility(),
                side(terms.buyer(), bytes),
                side(terms.seller(), bytes),
                terms.window(),
                terms.quantityWh(),
                new Price("EUR", BigDecimal.valueOf(terms.pricePerMille(), PRICE_SCALE)),
                terms.created(),
                terms.expires(),
                modes.between(terms.buyer().utility(), terms.seller().utility()));
        Participant buyerUtility = cast.participant(draft.buyerUtility()).orElseThrow();
        Participant sellerUtility = cast.participant(draft.sellerUtility()).orElseThrow();
        OrderWire.MadeOrder made = OrderWire.make(draft, bytes.take(SALT_BYTES), buyerUtility, sellerUtility, bytes);
        ConfirmRequest request = ConfirmRequest.newBuilder()
                .setOrder(OrderWire.toMessage(OrderWire.consented(
                        made.payload(),
                        consent(cast, terms.buyerPlatform(), made.payload()),
                        consent(cast, terms.sellerPlatform(), made.payload()))))
                .setBuyerOpening(OpeningWire.toMessage(made.buyerOpening()))
                .setSellerOpening(OpeningWire.toMessage(made.sellerOpening()))
                .build();
        return new SimulatedOrder(made.order(), terms.seller(), terms.buyer(), request);
    }

    private static OrderDraft.Side side(Household household, SeededBytes bytes) {
        return new OrderDraft.Side(
                new CustomerOpening(bytes.take(CustomerOpening.SALT_BYTES), household.customer()),
                household.meter().publicKey().id());
    }

    private static Signature consent(Cast cast, String platform, byte[] payload) {
        return Envelopes.signature(Order.PAYLOAD_TYPE, payload, cast.signer(platform));
    }

    /// A UUIDv7 of that time.
    static String newId(Instant now, SeededBytes bytes) {
        byte[] random = bytes.take(Long.BYTES);
        long low = 0x8000_0000_0000_0000L | (java.nio.ByteBuffer.wrap(random).getLong() >>> 2);
        return new UUID((now.toEpochMilli() << 16) | 0x7000L, low).toString();
    }

    Digest digest() {
        return order.digest();
    }
}
