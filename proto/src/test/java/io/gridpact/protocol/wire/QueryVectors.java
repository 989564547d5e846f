package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_REQUEST;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.wire.ANetwork.NOW;
import static io.gridpact.protocol.wire.ANetwork.signer;
import static io.gridpact.protocol.wire.OrderMessages.and;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.order.PlatformQuery.LimitQuestion;
import io.gridpact.protocol.order.PlatformQuery.Question;
import io.gridpact.protocol.order.PlatformQuery.TradeQuestion;
import io.gridpact.protocol.order.PlatformQuery.WatchQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.PlatformQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Queries of sunbird as north judges them.
final class QueryVectors {

    static final String FOLDER = "order/query";

    static final Instant EXPIRES = NOW.plus(Duration.ofMinutes(5));

    private static final String TYPE = io.gridpact.protocol.order.PlatformQuery.PAYLOAD_TYPE;

    private static final LimitQuestion LIMIT = new LimitQuestion(
            ANetwork.ORDER_ID, TradeRole.SELLER, SealedOrderVectors.ORDER.seller(), ANetwork.WINDOW.start(), 5_000);

    private static final TradeQuestion TRADE = new TradeQuestion(SealedOrderVectors.ORDER.digest());

    private static final WindowQuestion PAGE = new WindowQuestion(
            Optional.of(ANetwork.WINDOW.start()), 500, Optional.of(SealedOrderVectors.ORDER.digest()));

    private QueryVectors() {}

    static Stream<Vector> all() {
        return Stream.of(accepted(), frames(), questions()).flatMap(stream -> stream);
    }

    private static Stream<Vector> accepted() {
        return Stream.of(
                Vector.accepted(FOLDER, "accepted-limit", signed(payload(LIMIT), "sunbird")),
                Vector.accepted(FOLDER, "accepted-trade", signed(payload(TRADE), "sunbird")),
                Vector.accepted(FOLDER, "accepted-window", signed(payload(PAGE), "sunbird")),
                Vector.accepted(
                        FOLDER,
                        "accepted-all-windows",
                        signed(payload(new WindowQuestion(Optional.empty(), 500, Optional.empty())), "sunbird")),
                Vector.accepted(FOLDER, "accepted-watch", signed(payload(new WatchQuestion(0)), "sunbird")));
    }

    private static Stream<Vector> frames() {
        long now = NOW.toEpochMilli();
        return Stream.of(
                refused("platform-upper-case", TRADE, query -> query.setPlatform("Sunbird"), "platform"),
                refused("to-another-utility", TRADE, query -> query.setUtility("south"), "utility"),
                refused("expired", TRADE, query -> query.setExpiresMillis(now), "expires_millis"),
                refused(
                        "expires-too-far-ahead",
                        TRADE,
                        query -> query.setExpiresMillis(now + 900_001),
                        "expires_millis"),
                refused("salt-of-15-bytes", TRADE, query -> query.setSalt(zeros(15)), "salt"),
                refused("question-missing", TRADE, query -> query.clearTrade(), "question"),
                refused("two-questions", and(payload(TRADE), new byte[] {0x42, 0x00}), INVALID_REQUEST, "watch"),
                refused("unknown-question", and(payload(TRADE), new byte[] {0x4a, 0x00}), INVALID_REQUEST, "9"),
                Vector.refused(
                        FOLDER,
                        "signed-by-another-platform",
                        signed(payload(TRADE), "helio"),
                        SIGNATURE_INVALID,
                        "signatures"),
                Vector.refused(
                        FOLDER,
                        "signed-by-a-key-no-longer-valid",
                        signed(payload(TRADE), "sunbird old"),
                        SIGNATURE_INVALID,
                        "signatures"));
    }

    private static Stream<Vector> questions() {
        return Stream.of(
                refused(
                        "limit-order-id-upper-case",
                        LIMIT,
                        query -> query.getLimitBuilder().setOrderId(ANetwork.ORDER_ID.toUpperCase(Locale.ROOT)),
                        "limit.order_id"),
                refused(
                        "limit-without-a-role",
                        LIMIT,
                        query -> query.getLimitBuilder().clearRole(),
                        "limit.role"),
                refused(
                        "limit-without-a-side",
                        LIMIT,
                        query -> query.getLimitBuilder().clearSide(),
                        "limit.side.customer_commitment"),
                refused(
                        "limit-of-nothing",
                        LIMIT,
                        query -> query.getLimitBuilder().clearQuantityWh(),
                        "limit.quantity_wh"),
                refused(
                        "limit-without-a-window",
                        LIMIT,
                        query -> query.getLimitBuilder().clearWindowStartMillis(),
                        "limit.window_start_millis"),
                refused(
                        "trade-digest-of-31-bytes",
                        TRADE,
                        query -> query.getTradeBuilder().setOrderDigest(zeros(31)),
                        "trade.order_digest"),
                refused("page-of-501", PAGE, query -> query.getWindowBuilder().setPageSize(501), "window.page_size"),
                refused(
                        "page-after-a-digest-of-31-bytes",
                        PAGE,
                        query -> query.getWindowBuilder().setAfterOrderDigest(zeros(31)),
                        "window.after_order_digest"),
                refused(
                        "watch-from-before-the-beginning",
                        new WatchQuestion(0),
                        query -> query.getWatchBuilder().setAfterChange(-1),
                        "watch.after_change"));
    }

    private static byte[] payload(Question question) {
        return QueryWire.payload(
                new io.gridpact.protocol.order.PlatformQuery(Unsigned.DIGEST, "sunbird", "north", EXPIRES, question),
                ANetwork.salt("query"));
    }

    private static byte[] signed(byte[] payload, String signer) {
        return EnvelopeWire.encode(Envelopes.sign(TYPE, payload, signer(signer)));
    }

    private static Vector refused(
            String name, Question question, Consumer<PlatformQuery.Builder> defect, String field) {
        try {
            PlatformQuery.Builder query = PlatformQuery.parseFrom(payload(question)).toBuilder();
            defect.accept(query);
            return refused(name, query.build().toByteArray(), INVALID_REQUEST, field);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Vector refused(String name, byte[] payload, Reason reason, String field) {
        return Vector.refused(FOLDER, name, signed(payload, "sunbird"), reason, field);
    }
}
