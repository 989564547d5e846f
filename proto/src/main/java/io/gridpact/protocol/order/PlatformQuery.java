package io.gridpact.protocol.order;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.Optional;

/// What a platform asks a utility, signed, so that a gateway can carry a question but not ask its own.
///
/// @param digest of the signed bytes
/// @param expires no answer from this instant on; at most [QueryRules#MAX_AHEAD] ahead
public record PlatformQuery(Digest digest, String platform, String utility, Instant expires, Question question) {

    public static final String PAYLOAD_TYPE = "gridpact/query/v1";

    /// What is asked.
    public sealed interface Question {}

    /// How much remains for an order that is still to be made.
    ///
    /// @param orderId the order's id
    /// @param role the side on which the platform would act
    /// @param side the customer, as in the order
    /// @param quantityWh what the order would trade, in watt-hours; 1 to [OrderRules#MAX_QUANTITY_WH]
    public record LimitQuestion(String orderId, TradeRole role, OrderSide side, Instant windowStart, long quantityWh)
            implements Question {}

    /// One trade.
    public record TradeQuestion(Digest orderDigest) implements Question {}

    /// A page of trades, in the order of their digests.
    ///
    /// @param windowStart empty for all windows
    /// @param pageSize 1 to [QueryRules#MAX_PAGE_SIZE]
    /// @param after only trades after this one; empty for the first page
    public record WindowQuestion(Optional<Instant> windowStart, int pageSize, Optional<Digest> after)
            implements Question {}

    /// Trades as they change.
    ///
    /// @param afterChange only changes after this one; 0 for all trades first
    public record WatchQuestion(long afterChange) implements Question {}
}
