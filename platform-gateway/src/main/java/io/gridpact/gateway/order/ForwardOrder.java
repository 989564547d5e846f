package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;

/// Brings orders to the seller's utility and its answers back, both untouched. Keeps nothing: repeated, the utility
/// answers the same bytes (PROTOCOL.md, section 5).
public final class ForwardOrder {

    /// An order with its consents and openings is a fraction of this.
    public static final int MAX_REQUEST_BYTES = 16 << 10;

    private final Routes routes;
    private final UtilityClient utilities;
    private final OrderWatch watch;
    private final SignatureAudit signatures;

    public ForwardOrder(Routes routes, UtilityClient utilities, OrderWatch watch, SignatureAudit signatures) {
        this.signatures = signatures;
        this.routes = routes;
        this.utilities = utilities;
        this.watch = watch;
    }

    /// @param request the serialised request that holds the order, as it came
    /// @return the utility's serialised answer
    /// @throws RuntimeException with the utility's own status, or a [RefusedException]
    public ByteString confirm(Caller caller, ConsentedOrder order, ByteString request) {
        requireSize(request);
        TracedWork.current().about(order.order().digest());
        String utility = routes.of(caller, order);
        long startNanos = System.nanoTime();
        try {
            ByteString answer = utilities.confirm(utility, request);
            answered(order, utility, OrderWatch.SEALED, startNanos);
            return answer;
        } catch (RuntimeException e) {
            answered(order, utility, RefusalStatus.refusalOf(e).reason().name(), startNanos);
            throw e;
        }
    }

    /// Many orders of one platform on one stream.
    public ConfirmStream open(Caller caller, PlatformSide platform) {
        return new ConfirmStream(caller, routes, utilities, watch, signatures, platform);
    }

    static void requireSize(ByteString request) {
        if (request.size() > MAX_REQUEST_BYTES) {
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "", "an order has at most " + MAX_REQUEST_BYTES + " bytes"));
        }
    }

    private void answered(ConsentedOrder order, String utility, String outcome, long startNanos) {
        watch.answered(order.order().digest(), utility, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
