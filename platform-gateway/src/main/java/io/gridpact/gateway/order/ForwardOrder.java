package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.CallerShare;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.OrderWire;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Brings orders to the seller's utility and its answers back, both untouched. Repeated, the utility answers the same
/// bytes (PROTOCOL.md, section 5). Only `NON_BLOCKING` orders whose utility gives no answer are kept here.
public final class ForwardOrder {

    private final Routes routes;
    private final UtilityClient utilities;
    private final KeepOrders keep;
    private final OrderWatch watch;
    private final SignatureAudit signatures;

    public ForwardOrder(
            Routes routes, UtilityClient utilities, KeepOrders keep, OrderWatch watch, SignatureAudit signatures) {
        this.keep = keep;
        this.signatures = signatures;
        this.routes = routes;
        this.utilities = utilities;
        this.watch = watch;
    }

    /// @param request the serialised request that holds the order, as it came
    /// @return the utility's answer, or until when the order is kept for it
    /// @throws RuntimeException with the utility's own status, or a [RefusedException]
    public Confirmed confirm(Caller caller, ConsentedOrder order, ByteString request) {
        OrderWire.requireRequestSize(request.size());
        TracedWork.current().about(order.order().digest());
        String utility = routes.of(caller, order);
        long startNanos = System.nanoTime();
        try {
            ByteString answer = utilities.confirm(utility, request);
            boolean sealed = order.order().mode() == ConfirmationMode.BLOCKING || UtilityClient.signedByAll(answer);
            answered(order, utility, sealed ? OrderWatch.SEALED : OrderWatch.ACCEPTED, startNanos);
            return new Confirmed.Answered(answer);
        } catch (RuntimeException e) {
            Reason reason = RefusalStatus.refusalOf(e).reason();
            Optional<Instant> until = keep.keep(caller.id(), order, request, reason);
            answered(order, utility, until.isPresent() ? OrderWatch.KEPT : reason.name(), startNanos);
            return until.map(time -> (Confirmed) new Confirmed.Kept(order.order(), time))
                    .orElseThrow(() -> e);
        }
    }

    /// Many orders of one platform on one stream.
    ///
    /// @param share what the platform has in work over all its streams
    public ConfirmStream open(Caller caller, CallerShare share, PlatformSide platform) {
        return new ConfirmStream(caller, share, routes, utilities, keep, watch, signatures, platform);
    }

    private void answered(ConsentedOrder order, String utility, String outcome, long startNanos) {
        watch.answered(order.order().digest(), utility, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
