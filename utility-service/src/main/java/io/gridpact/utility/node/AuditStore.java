package io.gridpact.utility.node;

import io.gridpact.protocol.link.AuditTrail;
import io.gridpact.protocol.link.NodeClock;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Supplier;

/// Who called the operator's door, and what came of it.
@ApplicationScoped
public class AuditStore implements PanacheRepositoryBase<AuditRow, UUID>, AuditTrail {

    private final Supplier<UUID> ids;
    private final NodeClock clock;

    public AuditStore(Uuids ids, NodeClock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void record(String caller, String call, String outcome) {
        AuditRow row = new AuditRow();
        row.id = ids.get();
        row.at = clock.millis();
        row.caller = caller;
        row.call = call;
        row.outcome = outcome;
        StoreTransaction.run(() -> persist(row));
    }
}
