package io.gridpact.gateway.order;

import io.gridpact.gateway.node.Directory;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.link.SignatureAudit;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The use cases as beans.
@Dependent
final class OrderBeans {

    @Produces
    @Singleton
    ForwardOrder forwardOrder(
            Directory directory, UtilityClient utilities, OrderWatch watch, SignatureAudit signatures) {
        return new ForwardOrder(new Routes(directory), utilities, watch, signatures);
    }

    @Produces
    @Singleton
    ForwardQuery forwardQuery(Directory directory, UtilityClient utilities) {
        return new ForwardQuery(new Routes(directory), utilities);
    }
}
