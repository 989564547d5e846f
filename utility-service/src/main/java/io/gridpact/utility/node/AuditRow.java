package io.gridpact.utility.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/// One call at the operator's door.
@Entity
@Table(name = "operator_audit")
public class AuditRow {

    @Id
    public UUID id = new UUID(0, 0);

    /// Milliseconds since the Unix epoch.
    @Column(nullable = false)
    public long at;

    @Column(nullable = false)
    public String caller = "";

    @Column(nullable = false)
    public String call = "";

    @Column(nullable = false)
    public String outcome = "";
}
