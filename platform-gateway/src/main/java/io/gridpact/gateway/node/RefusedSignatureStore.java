package io.gridpact.gateway.node;

import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.SignatureAudit;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;

/// Who brought statements whose signatures were refused, a few a minute.
@ApplicationScoped
public class RefusedSignatureStore implements SignatureAudit.Trail, PanacheRepositoryBase<RefusedSignatureRow, UUID> {

    private final NodeClock clock;

    RefusedSignatureStore(NodeClock clock) {
        this.clock = clock;
    }

    @Override
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void record(String caller, String method, String digestPrefix, long unwritten) {
        persist(new RefusedSignatureRow(clock.millis(), caller, method, digestPrefix, unwritten));
    }
}
