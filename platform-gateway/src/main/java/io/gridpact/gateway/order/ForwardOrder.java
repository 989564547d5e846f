package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.CallerShare;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.wire.OrderWire;
import java.time.Duration;

/// Brings orders to the seller's utility and its answers back, both untouched. Keeps nothing: repeated, the utility
/// answers the same bytes (PROTOCOL.md, section 5).
public final class ForwardOrder {

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
        OrderWire.requireRequestSize(request.size());
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
    ///
    /// @param share what the platform has in work over all its streams
    public ConfirmStream open(Caller caller, CallerShare share, PlatformSide platform) {
        return new ConfirmStream(caller, share, routes, utilities, watch, signatures, platform);
    }

    private void answered(ConsentedOrder order, String utility, String outcome, long startNanos) {
        watch.answered(order.order().digest(), utility, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
