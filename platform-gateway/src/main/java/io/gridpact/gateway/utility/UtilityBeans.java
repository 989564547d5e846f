package io.gridpact.gateway.utility;

import io.gridpact.protocol.link.PeerChannels;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The way to utilities as a bean.
@Dependent
final class UtilityBeans {

    @Produces
    @Singleton
    UtilityClient utilities(PeerChannels peers) {
        return new UtilityClient(peers);
    }
}
