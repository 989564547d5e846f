package io.gridpact.gateway.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;

/// A row of `refused_signature`. Its id is a UUIDv7.
@Entity
@Table(name = "refused_signature")
@SuppressWarnings("NullAway.Init")
public class RefusedSignatureRow {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    UUID id;

    @Column(name = "at_millis")
    long atMillis;

    String caller;
    String method;

    @Column(name = "digest_prefix")
    String digestPrefix;

    long unwritten;

    protected RefusedSignatureRow() {}

    RefusedSignatureRow(long atMillis, String caller, String method, String digestPrefix, long unwritten) {
        this.atMillis = atMillis;
        this.caller = caller;
        this.method = method;
        this.digestPrefix = digestPrefix;
        this.unwritten = unwritten;
    }
}
