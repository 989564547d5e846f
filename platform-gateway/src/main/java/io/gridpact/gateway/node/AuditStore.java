package io.gridpact.gateway.node;

import io.gridpact.protocol.link.AuditTrail;
import io.gridpact.protocol.link.NodeClock;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;

/// The operator's calls, kept.
@ApplicationScoped
public class AuditStore implements AuditTrail, PanacheRepositoryBase<AuditRow, UUID> {

    private final NodeClock clock;

    AuditStore(NodeClock clock) {
        this.clock = clock;
    }

    @Override
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void record(String caller, String call, String outcome) {
        persist(new AuditRow(clock.millis(), caller, call, outcome));
    }
}
