package io.gridpact.arbiter.member;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;

/// A row of `network_profile`. Its id is a UUIDv7, so ids sort as profiles came.
@Entity
@Table(name = "network_profile")
@SuppressWarnings("NullAway.Init")
public class ProfileRow {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    UUID id;

    byte[] profile;

    @Column(name = "received_at_millis")
    long receivedAtMillis;

    protected ProfileRow() {}

    ProfileRow(byte[] profile, long receivedAtMillis) {
        this.profile = profile;
        this.receivedAtMillis = receivedAtMillis;
    }
}
