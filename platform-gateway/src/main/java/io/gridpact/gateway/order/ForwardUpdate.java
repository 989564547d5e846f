package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.order.Update;

/// Brings updates to the seller's utility and its answers back, both untouched. Keeps nothing: repeated, the utility
/// answers the same bytes. Both platforms hear of what comes into force on their watches.
public final class ForwardUpdate {

    private final Routes routes;
    private final UtilityClient utilities;

    public ForwardUpdate(Routes routes, UtilityClient utilities) {
        this.routes = routes;
        this.utilities = utilities;
    }

    /// @param utility the seller's, as the request says
    /// @param request the serialised request that holds the update, as it came
    /// @return the utility's serialised answer
    /// @throws RuntimeException with the utility's own status, or a [io.gridpact.protocol.refusal.RefusedException]
    public ByteString update(Caller caller, Update update, String utility, ByteString request) {
        TracedWork.current().about(update.orderDigest());
        return utilities.updateTrade(routes.of(caller, update, utility), request);
    }
}
