package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.PlatformQuery.LimitQuestion;
import io.gridpact.protocol.order.PlatformQuery.Question;
import io.gridpact.protocol.order.PlatformQuery.TradeQuestion;
import io.gridpact.protocol.order.PlatformQuery.WatchQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.order.QueryRules;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import java.time.Instant;
import java.util.Optional;

/// Platforms' questions from signed payloads and to payloads that are to be signed.
///
/// A malformed one is `INVALID_REQUEST` with a path that begins in the payload.
public final class QueryWire {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private QueryWire() {}

    public static PlatformQuery query(Envelope envelope) {
        io.gridpact.trade.v1.PlatformQuery message = EnvelopeWire.payload(
                envelope, PlatformQuery.PAYLOAD_TYPE, io.gridpact.trade.v1.PlatformQuery.parser(), REQUEST);
        REQUEST.salt("salt", message.getSalt());
        return new PlatformQuery(
                envelope.digest(),
                REQUEST.id("platform", message.getPlatform()),
                REQUEST.id("utility", message.getUtility()),
                REQUEST.instant("expires_millis", message.getExpiresMillis()),
                question(message));
    }

    /// @param query its digest is not looked at
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(PlatformQuery query, byte[] salt) {
        io.gridpact.trade.v1.PlatformQuery.Builder message = io.gridpact.trade.v1.PlatformQuery.newBuilder()
                .setPlatform(query.platform())
                .setUtility(query.utility())
                .setExpiresMillis(query.expires().toEpochMilli())
                .setSalt(ByteString.copyFrom(salt));
        switch (query.question()) {
            case LimitQuestion limit -> message.setLimit(toMessage(limit));
            case TradeQuestion trade ->
                message.getTradeBuilder().setOrderDigest(EnvelopeWire.bytes(trade.orderDigest()));
            case WindowQuestion window -> message.setWindow(toMessage(window));
            case WatchQuestion watch -> message.getWatchBuilder().setAfterChange(watch.afterChange());
        }
        return message.build().toByteArray();
    }

    private static Question question(io.gridpact.trade.v1.PlatformQuery message) {
        return switch (message.getQuestionCase()) {
            case LIMIT -> limit(message.getLimit(), REQUEST.in("limit"));
            case TRADE ->
                new TradeQuestion(REQUEST.in("trade")
                        .digest("order_digest", message.getTrade().getOrderDigest()));
            case WINDOW -> window(message.getWindow(), REQUEST.in("window"));
            case WATCH ->
                new WatchQuestion(REQUEST.in("watch")
                        .between("after_change", message.getWatch().getAfterChange(), 0, Long.MAX_VALUE));
            case QUESTION_NOT_SET -> throw REQUEST.refused("question", "missing");
        };
    }

    private static LimitQuestion limit(io.gridpact.trade.v1.LimitQuestion message, Fields at) {
        at.require(OrderRules.isOrderId(message.getOrderId()), "order_id", "not a lower-case UUIDv7");
        return new LimitQuestion(
                message.getOrderId(),
                at.named("role", message.getRole(), TradeRole.class),
                OrderWire.side(message.getSide(), at.in("side")),
                at.instant("window_start_millis", message.getWindowStartMillis()),
                at.between("quantity_wh", message.getQuantityWh(), 1, OrderRules.MAX_QUANTITY_WH));
    }

    private static WindowQuestion window(io.gridpact.trade.v1.WindowQuestion message, Fields at) {
        Optional<Instant> start = message.getWindowStartMillis() == 0
                ? Optional.empty()
                : Optional.of(at.instant("window_start_millis", message.getWindowStartMillis()));
        int pageSize = at.between("page_size", message.getPageSize(), 0, QueryRules.MAX_PAGE_SIZE);
        Optional<Digest> after = message.getAfterOrderDigest().isEmpty()
                ? Optional.empty()
                : Optional.of(at.digest("after_order_digest", message.getAfterOrderDigest()));
        return new WindowQuestion(start, pageSize == 0 ? QueryRules.MAX_PAGE_SIZE : pageSize, after);
    }

    private static io.gridpact.trade.v1.LimitQuestion toMessage(LimitQuestion limit) {
        return io.gridpact.trade.v1.LimitQuestion.newBuilder()
                .setOrderId(limit.orderId())
                .setRole(Names.wire(limit.role(), io.gridpact.trade.v1.TradeRole.class))
                .setSide(OrderWire.toMessage(limit.side()))
                .setWindowStartMillis(limit.windowStart().toEpochMilli())
                .setQuantityWh(limit.quantityWh())
                .build();
    }

    private static io.gridpact.trade.v1.WindowQuestion toMessage(WindowQuestion window) {
        io.gridpact.trade.v1.WindowQuestion.Builder message =
                io.gridpact.trade.v1.WindowQuestion.newBuilder().setPageSize(window.pageSize());
        window.windowStart().ifPresent(start -> message.setWindowStartMillis(start.toEpochMilli()));
        window.after().ifPresent(after -> message.setAfterOrderDigest(EnvelopeWire.bytes(after)));
        return message.build();
    }
}
