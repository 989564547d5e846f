package io.gridpact.gateway.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;

/// A row of `operator_audit`. Its id is a UUIDv7.
@Entity
@Table(name = "operator_audit")
@SuppressWarnings("NullAway.Init")
public class AuditRow {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    UUID id;

    @Column(name = "at_millis")
    long atMillis;

    String caller;
    String call;
    String outcome;

    protected AuditRow() {}

    AuditRow(long atMillis, String caller, String call, String outcome) {
        this.atMillis = atMillis;
        this.caller = caller;
        this.call = call;
        this.outcome = outcome;
    }
}
