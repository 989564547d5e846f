package io.gridpact.gateway.order;

import io.gridpact.gateway.node.Directory;
import io.gridpact.gateway.outbox.KeptOrderStore;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
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
            Directory directory,
            UtilityClient utilities,
            KeptOrderStore kept,
            NodeClock clock,
            OrderWatch watch,
            SignatureAudit signatures) {
        KeepOrders keep = new KeepOrders(kept, directory, new SignatureVerifier(), clock);
        return new ForwardOrder(new Routes(directory), utilities, keep, watch, signatures);
    }

    @Produces
    @Singleton
    ForwardUpdate forwardUpdate(Directory directory, UtilityClient utilities) {
        return new ForwardUpdate(new Routes(directory), utilities);
    }

    @Produces
    @Singleton
    ForwardQuery forwardQuery(Directory directory, UtilityClient utilities) {
        return new ForwardQuery(new Routes(directory), utilities);
    }
}
