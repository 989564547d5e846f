package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.node.Directory;
import io.gridpact.gateway.outbox.ForwardKept;
import io.gridpact.gateway.outbox.KeptOrder;
import io.gridpact.gateway.outbox.KeptOrders;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Keeps a `NON_BLOCKING` order whose utility gives no answer, so that it can be forwarded (PROTOCOL.md, section 13).
/// The platforms' consent confirms it, so it is kept only where both are verified here.
public final class KeepOrders {

    private final KeptOrders kept;
    private final Directory directory;
    private final SignatureVerifier verifier;
    private final Clock clock;

    public KeepOrders(KeptOrders kept, Directory directory, SignatureVerifier verifier, Clock clock) {
        this.kept = kept;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// @param platform that brought it
    /// @param reason why its utility did not take it
    /// @return until when it is forwarded; empty where it is not kept, and has to be sent again
    /// @throws RefusedException WINDOW_CLOSED where it has expired
    Optional<Instant> keep(String platform, ConsentedOrder consented, ByteString request, Reason reason) {
        Order order = consented.order();
        if (order.mode() != ConfirmationMode.NON_BLOCKING || !ForwardKept.isAway(reason)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant until = until(order);
        if (!now.isBefore(until)) {
            throw new RefusedException(
                    Refusal.of(Reason.WINDOW_CLOSED, "expires_millis", "the order has expired unanswered"));
        }
        Verdict consent = OrderRules.shape(order)
                .then(() -> OrderRules.consent(consented, now, directory::participant, verifier));
        if (consent instanceof Verdict.Refused) {
            return Optional.empty();
        }
        var waiting = new KeptOrder(order.digest(), platform, order.sellerUtility(), request, until);
        return kept.keep(waiting, now) ? Optional.of(until) : Optional.empty();
    }

    /// A utility takes no order that is older than a day.
    private static Instant until(Order order) {
        Instant tooOld = order.created().plus(OrderRules.MAX_ORDER_AGE);
        return order.expires().isBefore(tooOld) ? order.expires() : tooOld;
    }
}
