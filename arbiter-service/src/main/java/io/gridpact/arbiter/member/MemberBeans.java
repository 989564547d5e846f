package io.gridpact.arbiter.member;

import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.link.TrustedPeers;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The directory as beans: who is known, and so who may connect.
@Dependent
final class MemberBeans {

    @Produces
    @Singleton
    Members members(PanacheMemberStore store, SignatureVerifier verifier, NodeClock clock) {
        return new Members(store, verifier, clock);
    }

    /// Not when the bean is made: the gRPC server asks for it on an event loop, which must not wait for a database.
    /// Until then nobody is known, and so nobody gets in.
    void load(@Observes StartupEvent start, Members members) {
        members.load();
    }

    @Produces
    @Singleton
    TrustedPeers trusted(Members members, OperatorOnly operator) {
        return TrustedPeers.in(members::participant).or(operator.asPeer());
    }
}
