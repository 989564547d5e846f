package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Dsse;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.OrderSide;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.security.SecureRandom;
import java.time.Instant;

/// Orders from what platforms signed, and to what they are to sign (PROTOCOL.md, section 5).
///
/// A malformed order is `INVALID_ORDER`; its fields' paths begin in the order itself, those of what surrounds it
/// (`payload_type`, `buyer_consent.signature.sig`) in the consented order.
public final class OrderWire {

    /// Longest serialised order.
    public static final int MAX_ORDER_BYTES = 4 * 1024;

    /// Longest request that brings an order with its consents and openings, which are a fraction of this; bytes.
    public static final int MAX_REQUEST_BYTES = 16 << 10;

    private static final Fields ORDER = Fields.of(Reason.INVALID_ORDER);

    private OrderWire() {}

    /// To be asked at every door that orders come in by.
    ///
    /// @param bytes of the serialised request that holds the order
    /// @throws RefusedException `RESOURCE_EXHAUSTED` for more than [#MAX_REQUEST_BYTES]
    public static void requireRequestSize(int bytes) {
        if (bytes > MAX_REQUEST_BYTES) {
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "", "an order has at most " + MAX_REQUEST_BYTES + " bytes"));
        }
    }

    /// What a platform's client needs to have an order confirmed, apart from the two consents.
    ///
    /// @param payload to be consented to
    public record MadeOrder(Order order, byte[] payload, SealedBytes buyerOpening, SealedBytes sellerOpening) {}

    /// Commits to both customers, seals both openings and serialises the order.
    ///
    /// @param salt 16 to 64 random bytes
    /// @param random for sealing
    /// @throws RefusedException where the order would be refused by its shape
    /// @throws IllegalArgumentException if a utility's descriptor has no HPKE key
    public static MadeOrder make(
            OrderDraft draft, byte[] salt, Participant buyerUtility, Participant sellerUtility, SecureRandom random) {
        SealedBytes buyerOpening = OpeningWire.seal(draft, TradeRole.BUYER, buyerUtility, random);
        SealedBytes sellerOpening = OpeningWire.seal(draft, TradeRole.SELLER, sellerUtility, random);
        OrderSide buyer = side(draft, TradeRole.BUYER, buyerOpening);
        OrderSide seller = side(draft, TradeRole.SELLER, sellerOpening);
        byte[] payload = payload(draft, buyer, seller, salt);
        return new MadeOrder(order(payload), payload, buyerOpening, sellerOpening);
    }

    /// One side as the order carries it: the customer hidden, the opening fixed.
    public static OrderSide side(OrderDraft draft, TradeRole role, SealedBytes sealedOpening) {
        OrderDraft.Side side = draft.side(role);
        return new OrderSide(
                CustomerCommitment.of(
                        side.opening().salt(),
                        draft.orderId(),
                        draft.platform(role),
                        draft.utility(role),
                        side.opening().customerId()),
                CustomerCommitment.openingDigest(sealedOpening),
                side.meterKeyId());
    }

    /// The bytes that both platforms are to sign.
    ///
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(OrderDraft draft, OrderSide buyer, OrderSide seller, byte[] salt) {
        return io.gridpact.trade.v1.Order.newBuilder()
                .setOrderId(draft.orderId())
                .setBuyerPlatform(draft.buyerPlatform())
                .setSellerPlatform(draft.sellerPlatform())
                .setBuyerUtility(draft.buyerUtility())
                .setSellerUtility(draft.sellerUtility())
                .setBuyer(toMessage(buyer))
                .setSeller(toMessage(seller))
                .setWindowStartMillis(draft.window().start().toEpochMilli())
                .setWindowEndMillis(draft.window().end().toEpochMilli())
                .setQuantityWh(draft.quantityWh())
                .setPricePerKwh(MoneyWire.toMessage(draft.price()))
                .setCreatedMillis(draft.created().toEpochMilli())
                .setExpiresMillis(draft.expires().toEpochMilli())
                .setMode(Names.wire(draft.mode(), io.gridpact.directory.v1.ConfirmationMode.class))
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    /// The order with both consents, each made by `Envelopes.signature(Order.PAYLOAD_TYPE, payload, signer)` or as one
    /// of a batch.
    public static ConsentedOrder consented(byte[] payload, Signature buyerConsent, Signature sellerConsent) {
        return consented(io.gridpact.trade.v1.ConsentedOrder.newBuilder()
                .setPayloadType(Order.PAYLOAD_TYPE)
                .setPayload(UnsafeByteOperations.unsafeWrap(payload))
                .setBuyerConsent(consent(buyerConsent))
                .setSellerConsent(consent(sellerConsent))
                .build()
                .toByteArray());
    }

    /// Reads a consented order. Its shape holds; whether the platforms signed it is asked of
    /// `OrderRules.consent`.
    ///
    /// @param encoded the message's bytes; kept
    /// @throws RefusedException with `INVALID_ORDER` and the first field at fault
    public static ConsentedOrder consented(byte[] encoded) {
        return consented(Strict.parse(io.gridpact.trade.v1.ConsentedOrder.parser(), encoded, ORDER), encoded);
    }

    /// Reads a consented order that gRPC has parsed.
    ///
    /// @throws RefusedException with `INVALID_ORDER` and the first field at fault
    public static ConsentedOrder consented(io.gridpact.trade.v1.ConsentedOrder message) {
        Strict.requireKnown(message, ORDER);
        return consented(message, message.toByteArray());
    }

    /// The message as it came.
    public static io.gridpact.trade.v1.ConsentedOrder toMessage(ConsentedOrder consented) {
        try {
            return io.gridpact.trade.v1.ConsentedOrder.parseFrom(consented.encoded());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("it was parsed from these bytes", impossible);
        }
    }

    /// Reads an order's signed bytes. Its shape holds.
    ///
    /// @throws RefusedException with `INVALID_ORDER` and the first field at fault
    public static Order order(byte[] payload) {
        ORDER.require(payload.length <= MAX_ORDER_BYTES, "payload", "more than " + MAX_ORDER_BYTES + " bytes");
        io.gridpact.trade.v1.Order message = Strict.parse(io.gridpact.trade.v1.Order.parser(), payload, ORDER);
        ORDER.salt("salt", message.getSalt());
        ORDER.require(message.hasPricePerKwh(), "price_per_kwh", "missing");
        Order order = new Order(
                Dsse.digest(Order.PAYLOAD_TYPE, payload),
                message.getOrderId(),
                message.getBuyerPlatform(),
                message.getSellerPlatform(),
                message.getBuyerUtility(),
                message.getSellerUtility(),
                side(message.getBuyer(), ORDER.in("buyer")),
                side(message.getSeller(), ORDER.in("seller")),
                window(message),
                message.getQuantityWh(),
                MoneyWire.price(message.getPricePerKwh(), ORDER.in("price_per_kwh")),
                ORDER.instant("created_millis", message.getCreatedMillis()),
                ORDER.instant("expires_millis", message.getExpiresMillis()),
                ORDER.named("mode", message.getMode(), ConfirmationMode.class));
        OrderRules.shape(order).orThrow();
        return order;
    }

    static OrderSide side(io.gridpact.trade.v1.OrderSide message, Fields at) {
        return new OrderSide(
                at.digest("customer_commitment", message.getCustomerCommitment()),
                at.digest("opening_digest", message.getOpeningDigest()),
                new KeyId(at.digest("meter_key_id", message.getMeterKeyId())));
    }

    static io.gridpact.trade.v1.OrderSide toMessage(OrderSide side) {
        return io.gridpact.trade.v1.OrderSide.newBuilder()
                .setCustomerCommitment(EnvelopeWire.bytes(side.customerCommitment()))
                .setOpeningDigest(EnvelopeWire.bytes(side.openingDigest()))
                .setMeterKeyId(EnvelopeWire.bytes(side.meterKeyId().value()))
                .build();
    }

    private static ConsentedOrder consented(io.gridpact.trade.v1.ConsentedOrder message, byte[] encoded) {
        ORDER.require(message.getPayloadType().equals(Order.PAYLOAD_TYPE), "payload_type", "not " + Order.PAYLOAD_TYPE);
        byte[] payload = message.getPayload().toByteArray();
        Order order = order(payload);
        return new ConsentedOrder(
                order,
                payload,
                consent(message.getBuyerConsent(), ORDER.in("buyer_consent")),
                consent(message.getSellerConsent(), ORDER.in("seller_consent")),
                encoded);
    }

    private static Signature consent(io.gridpact.trade.v1.PlatformConsent message, Fields at) {
        return switch (message.getConsentCase()) {
            case SIGNATURE -> EnvelopeWire.signature(message.getSignature(), at.in("signature"));
            case CONSENT_NOT_SET -> throw at.refused("", "missing");
        };
    }

    private static io.gridpact.trade.v1.PlatformConsent consent(Signature signature) {
        return io.gridpact.trade.v1.PlatformConsent.newBuilder()
                .setSignature(EnvelopeWire.toMessage(signature))
                .build();
    }

    private static DeliveryWindow window(io.gridpact.trade.v1.Order message) {
        Instant start = ORDER.instant("window_start_millis", message.getWindowStartMillis());
        Instant end = ORDER.instant("window_end_millis", message.getWindowEndMillis());
        ORDER.require(start.isBefore(end), "window_end_millis", "not after window_start_millis");
        return new DeliveryWindow(start, end);
    }
}
