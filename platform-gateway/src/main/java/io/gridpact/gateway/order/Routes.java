package io.gridpact.gateway.order;

import io.gridpact.gateway.node.Directory;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;

/// Which utility something signed is for, and whether this caller may bring it. Whether the signatures hold is the
/// utility's question, not asked here.
public final class Routes {

    private final Directory directory;

    public Routes(Directory directory) {
        this.directory = directory;
    }

    /// @return the seller's utility
    /// @throws RefusedException `PERMISSION_DENIED` unless the caller is one of the order's platforms;
    ///     `INVALID_ORDER`
    ///     if this gateway does not reach the utility
    public String of(Caller caller, ConsentedOrder consented) {
        Order order = consented.order();
        boolean itsPlatform =
                caller.id().equals(order.buyerPlatform()) || caller.id().equals(order.sellerPlatform());
        requirePlatform(caller, itsPlatform, "an order is brought by one of its platforms");
        return reached(order.sellerUtility(), Reason.INVALID_ORDER, "seller_utility");
    }

    /// @return the utility that is asked
    /// @throws RefusedException `PERMISSION_DENIED` unless the caller is the platform that asks;
    ///     `INVALID_REQUEST` if
    ///     this gateway does not reach the utility
    public String of(Caller caller, PlatformQuery query) {
        requirePlatform(caller, caller.id().equals(query.platform()), "a query is brought by the platform that asks");
        return reached(query.utility(), Reason.INVALID_REQUEST, "utility");
    }

    /// @param utility the seller's, as the request says
    /// @return that utility
    /// @throws RefusedException `PERMISSION_DENIED` unless the caller is the platform that asks for the update;
    ///     `INVALID_REQUEST` if this gateway does not reach the utility
    public String of(Caller caller, Update update, String utility) {
        requirePlatform(
                caller, caller.id().equals(update.askedBy()), "an update is brought by the platform that asks for it");
        return reached(utility, Reason.INVALID_REQUEST, "utility");
    }

    private static void requirePlatform(Caller caller, boolean concerned, String description) {
        if (caller.role() != ParticipantRole.PLATFORM || !concerned) {
            throw new RefusedException(Refusal.of(Reason.PERMISSION_DENIED, "", description));
        }
    }

    private String reached(String utility, Reason reason, String field) {
        if (directory.utility(utility).isEmpty()) {
            throw new RefusedException(Refusal.of(reason, field, "not a utility that this gateway reaches"));
        }
        return utility;
    }
}
