package io.gridpact.gateway.outbox;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import java.time.Clock;

/// Brings kept orders to their utility once it is reached, each until it expires. What the utility then says of one is
/// kept by the utility: the platform hears it when it asks, watches or sends the order again.
public final class ForwardKept {

    /// Orders of one utility that are sent one after the other before the next utility has its turn.
    static final int MAX_AT_ONCE = 200;

    /// Outcome of an order that the utility has taken.
    static final String FORWARDED = "FORWARDED";

    /// Outcome of an order that expired here.
    static final String EXPIRED = "EXPIRED";

    /// Sends an order.
    @FunctionalInterface
    public interface Confirm {

        /// @return the serialised answer
        /// @throws RuntimeException with the utility's own status, or a refusal
        ByteString confirm(String utility, ByteString request);
    }

    /// Is told what became of kept orders.
    public interface Watch {

        /// @param outcome [#FORWARDED], [#EXPIRED] or the name of the reason for which it was refused
        void left(String outcome, int orders);

        void waiting(long orders);
    }

    private final KeptOrders kept;
    private final Confirm utilities;
    private final Watch watch;
    private final Clock clock;

    public ForwardKept(KeptOrders kept, Confirm utilities, Watch watch, Clock clock) {
        this.kept = kept;
        this.utilities = utilities;
        this.watch = watch;
        this.clock = clock;
    }

    /// Whether a reason says of the utility that it takes nothing now, and nothing of the order.
    public static boolean isAway(Reason reason) {
        return switch (reason) {
            case PEER_UNAVAILABLE, UNAVAILABLE, RESOURCE_EXHAUSTED -> true;
            case INVALID_ORDER,
                    SIGNATURE_INVALID,
                    NO_AGREEMENT,
                    WINDOW_CLOSED,
                    UNKNOWN_CUSTOMER,
                    NO_MANDATE,
                    UNKNOWN_METER,
                    LIMIT_EXCEEDED,
                    ORDER_CONFLICT,
                    REVISION_CONFLICT,
                    INVALID_REQUEST,
                    UNKNOWN_TRADE,
                    INVALID_READING,
                    INVALID_PROOF,
                    EQUIVOCATION,
                    PERMISSION_DENIED,
                    INTERNAL -> false;
        };
    }

    /// @return how many orders wait no longer
    public int forward() {
        int expired = kept.removeExpired(clock.instant());
        watch.left(EXPIRED, expired);
        int left = expired;
        for (String utility : kept.utilities()) {
            left += forward(utility);
        }
        watch.waiting(kept.size());
        return left;
    }

    private int forward(String utility) {
        int left = 0;
        for (KeptOrder order : kept.of(utility, MAX_AT_ONCE)) {
            if (!clock.instant().isBefore(order.until())) {
                continue;
            }
            String outcome = outcome(order);
            if (outcome.isEmpty()) {
                return left;
            }
            if (outcome.equals(Reason.INTERNAL.name())) {
                // A fault, on either side, says nothing of the order; it holds up no other.
                continue;
            }
            // Last: sent twice, an order is answered with the same bytes; removed first, it could be lost.
            kept.remove(order.order());
            watch.left(outcome, 1);
            left++;
        }
        return left;
    }

    /// @return empty while the utility is away
    private String outcome(KeptOrder order) {
        try {
            utilities.confirm(order.utility(), order.request());
            return FORWARDED;
        } catch (RuntimeException error) {
            Reason reason = RefusalStatus.refusalOf(error).reason();
            return isAway(reason) ? "" : reason.name();
        }
    }
}
