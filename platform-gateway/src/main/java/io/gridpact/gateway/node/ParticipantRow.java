package io.gridpact.gateway.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A row of `participant`.
@Entity
@Table(name = "participant")
@SuppressWarnings("NullAway.Init")
public class ParticipantRow {

    @Id
    String id;

    String role;
    long revision;
    byte[] digest;
    byte[] descriptor;

    @Column(name = "stored_at_millis")
    long storedAtMillis;

    protected ParticipantRow() {}

    ParticipantRow(String id) {
        this.id = id;
    }
}
