package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_ORDER;
import static io.gridpact.protocol.refusal.Reason.WINDOW_CLOSED;
import static io.gridpact.protocol.wire.OrderMessages.PAYLOAD;
import static io.gridpact.protocol.wire.OrderMessages.and;
import static io.gridpact.protocol.wire.OrderMessages.base;
import static io.gridpact.protocol.wire.OrderMessages.encoded;
import static io.gridpact.protocol.wire.OrderMessages.order;
import static io.gridpact.protocol.wire.OrderMessages.unknownInBuyer;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.ConfirmationMode;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.Order;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
/// Consented orders with one wrong field, whose bytes are signed as they are.

final class OrderFieldVectors {

    private static final long MINUTE = 60_000;

    private OrderFieldVectors() {}

    static Stream<Vector> all() {
        return Stream.of(ids(), sides(), terms(), prices(), times(), bytes()).flatMap(stream -> stream);
    }

    private static Stream<Vector> ids() {
        return Stream.of(
                refused("order-id-missing", order -> order.clearOrderId(), "order_id"),
                refused(
                        "order-id-upper-case",
                        order -> order.setOrderId("019E822D-CC20-7000-8000-00000000000A"),
                        "order_id"),
                refused(
                        "order-id-of-version-4",
                        order -> order.setOrderId("019e822d-cc20-4000-8000-000000000001"),
                        "order_id"),
                refused(
                        "order-id-of-another-variant",
                        order -> order.setOrderId("019e822d-cc20-7000-c000-000000000001"),
                        "order_id"),
                refused(
                        "order-id-without-hyphens",
                        order -> order.setOrderId("019e822dcc2070008000000000000001"),
                        "order_id"),
                refused("buyer-platform-upper-case", order -> order.setBuyerPlatform("Helio"), "buyer_platform"),
                refused(
                        "seller-platform-begins-with-a-hyphen",
                        order -> order.setSellerPlatform("-sunbird"),
                        "seller_platform"),
                refused(
                        "buyer-utility-of-64-characters",
                        order -> order.setBuyerUtility("s".repeat(64)),
                        "buyer_utility"),
                refused("seller-utility-empty", order -> order.clearSellerUtility(), "seller_utility"),
                refused(
                        "seller-utility-ends-with-a-line-break",
                        order -> order.setSellerUtility("north\n"),
                        "seller_utility"));
    }

    private static Stream<Vector> sides() {
        ByteString sellerMeter = base().getSeller().getMeterKeyId();
        return Stream.of(
                refused("buyer-missing", order -> order.clearBuyer(), "buyer.customer_commitment"),
                refused("seller-missing", order -> order.clearSeller(), "seller.customer_commitment"),
                refused(
                        "commitment-of-31-bytes",
                        order -> order.getBuyerBuilder().setCustomerCommitment(zeros(31)),
                        "buyer.customer_commitment"),
                refused(
                        "opening-digest-of-33-bytes",
                        order -> order.getSellerBuilder().setOpeningDigest(zeros(33)),
                        "seller.opening_digest"),
                refused(
                        "meter-key-id-missing",
                        order -> order.getSellerBuilder().clearMeterKeyId(),
                        "seller.meter_key_id"),
                refused(
                        "one-meter-on-both-sides",
                        order -> order.getBuyerBuilder().setMeterKeyId(sellerMeter),
                        "buyer.meter_key_id"));
    }

    private static Stream<Vector> terms() {
        return Stream.of(
                refused("quantity-of-nothing", order -> order.clearQuantityWh(), "quantity_wh"),
                refused("quantity-negative", order -> order.setQuantityWh(-1), "quantity_wh"),
                refused(
                        "quantity-beyond-a-terawatt-hour",
                        order -> order.setQuantityWh(1_000_000_000_001L),
                        "quantity_wh"),
                refused("mode-unspecified", order -> order.clearMode(), "mode"),
                refused("mode-unknown", order -> order.setModeValue(3), "mode"),
                refused(
                        "mode-not-the-agreements",
                        order -> order.setMode(ConfirmationMode.CONFIRMATION_MODE_NON_BLOCKING),
                        "mode"),
                refused("salt-missing", order -> order.clearSalt(), "salt"),
                refused("salt-of-15-bytes", order -> order.setSalt(zeros(15)), "salt"),
                refused("salt-of-65-bytes", order -> order.setSalt(zeros(65)), "salt"));
    }

    private static Stream<Vector> prices() {
        return Stream.of(
                refused("price-missing", order -> order.clearPricePerKwh(), "price_per_kwh"),
                refused(
                        "price-negative",
                        order -> order.getPricePerKwhBuilder().setUnits(-1).setNanos(0),
                        "price_per_kwh.units"),
                refused(
                        "price-with-negative-nanos",
                        order -> order.getPricePerKwhBuilder().setNanos(-1_000),
                        "price_per_kwh.nanos"),
                refused(
                        "price-with-nanos-of-a-whole-unit",
                        order -> order.getPricePerKwhBuilder().setNanos(1_000_000_000),
                        "price_per_kwh.nanos"),
                refused(
                        "price-with-seven-decimals",
                        order -> order.getPricePerKwhBuilder().setNanos(125_000_100),
                        "price_per_kwh.nanos"),
                refused(
                        "price-with-thirteen-digits",
                        order -> order.getPricePerKwhBuilder().setUnits(1_000_000_000_000L),
                        "price_per_kwh.units"),
                refused(
                        "price-times-quantity-beyond-an-amount",
                        order -> order.setQuantityWh(1_000_000_000_000L)
                                .getPricePerKwhBuilder()
                                .setUnits(1_000_000_000),
                        "price_per_kwh"),
                refused(
                        "currency-lower-case",
                        order -> order.getPricePerKwhBuilder().setCurrencyCode("eur"),
                        "price_per_kwh.currency_code"),
                refused(
                        "currency-not-the-agreements",
                        order -> order.getPricePerKwhBuilder().setCurrencyCode("USD"),
                        "price_per_kwh.currency_code"));
    }

    private static Stream<Vector> times() {
        long start = base().getWindowStartMillis();
        return Stream.of(
                refused("window-start-missing", order -> order.clearWindowStartMillis(), "window_start_millis"),
                refused("window-start-negative", order -> order.setWindowStartMillis(-1), "window_start_millis"),
                refused(
                        "window-end-not-after-its-start",
                        order -> order.setWindowEndMillis(start),
                        "window_end_millis"),
                refused(
                        "window-end-after-the-year-9999",
                        order -> order.setWindowEndMillis(Long.MAX_VALUE),
                        "window_end_millis"),
                refused(
                        "window-of-half-an-hour",
                        order -> order.setWindowEndMillis(start + 30 * MINUTE),
                        "window_start_millis"),
                refused(
                        "window-not-aligned",
                        order -> order.setWindowStartMillis(start + MINUTE).setWindowEndMillis(start + 61 * MINUTE),
                        "window_start_millis"),
                refused("created-missing", order -> order.clearCreatedMillis(), "created_millis"),
                refused(
                        "created-more-than-five-minutes-ahead",
                        order -> order.setCreatedMillis(ANetwork.NOW.toEpochMilli() + 5 * MINUTE + 1),
                        "created_millis"),
                refused(
                        "created-more-than-a-day-ago",
                        order -> order.setCreatedMillis(ANetwork.NOW.toEpochMilli() - 24 * 60 * MINUTE - 1),
                        "created_millis"),
                refused("expires-missing", order -> order.clearExpiresMillis(), "expires_millis"),
                refused(
                        "expires-when-it-was-created",
                        order -> order.setExpiresMillis(order.getCreatedMillis()),
                        "expires_millis"),
                refused(
                        "expires-after-gate-closure",
                        order -> order.setExpiresMillis(ANetwork.GATE_CLOSURE.toEpochMilli() + 1),
                        "expires_millis"),
                refused(
                        "expired",
                        order -> order.setExpiresMillis(ANetwork.NOW.toEpochMilli()),
                        WINDOW_CLOSED,
                        "expires_millis"));
    }

    private static Stream<Vector> bytes() {
        byte[] unknown = {(byte) 0xf8, 0x07, 0x01};
        byte[] quantityAgain = {0x50, 0x01};
        byte[] emptyBuyerAgain = {0x32, 0x00};
        byte[] quantityAsBytes = {0x52, 0x00};
        byte[] notUtf8 = {0x0a, 0x01, (byte) 0xff};
        return Stream.of(
                refusedBytes("unknown-field", and(PAYLOAD, unknown), "127"),
                refusedBytes("unknown-field-in-a-side", unknownInBuyer(unknown), "buyer.127"),
                refusedBytes("trailing-byte", and(PAYLOAD, new byte[1]), ""),
                refusedBytes("cut-short", Arrays.copyOf(PAYLOAD, PAYLOAD.length - 1), ""),
                refusedBytes("quantity-given-twice", and(PAYLOAD, quantityAgain), "quantity_wh"),
                refusedBytes("buyer-given-twice", and(PAYLOAD, emptyBuyerAgain), "buyer"),
                refusedBytes("quantity-of-another-wire-type", and(PAYLOAD, quantityAsBytes), "quantity_wh"),
                refusedBytes("order-id-not-utf-8", and(PAYLOAD, notUtf8), ""),
                refusedBytes("empty", new byte[0], "salt"),
                refusedBytes("more-than-4096-bytes", and(PAYLOAD, new byte[4096]), "payload"));
    }

    private static Vector refused(String name, Consumer<Order.Builder> defect, String field) {
        return refused(name, defect, INVALID_ORDER, field);
    }

    private static Vector refused(String name, Consumer<Order.Builder> defect, Reason reason, String field) {
        return refused(name, encoded(order(defect)), reason, field);
    }

    private static Vector refusedBytes(String name, byte[] payload, String field) {
        return refused(name, encoded(payload), INVALID_ORDER, field);
    }

    private static Vector refused(String name, byte[] encoded, Reason reason, String field) {
        return Vector.refused(ConsentedOrderVectors.FOLDER, name, encoded, reason, field);
    }
}
