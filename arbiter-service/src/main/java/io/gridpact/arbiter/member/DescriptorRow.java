package io.gridpact.arbiter.member;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A row of `participant_descriptor`.
@Entity
@Table(name = "participant_descriptor")
@SuppressWarnings("NullAway.Init")
public class DescriptorRow {

    /// Which descriptor of whom.
    @Embeddable
    public record Key(
            @Column(name = "participant_id") String participant,
            @Column(name = "revision") long revision) {}

    @EmbeddedId
    Key key;

    byte[] descriptor;

    @Column(name = "received_at_millis")
    long receivedAtMillis;

    protected DescriptorRow() {}

    DescriptorRow(Key key, byte[] descriptor, long receivedAtMillis) {
        this.key = key;
        this.descriptor = descriptor;
        this.receivedAtMillis = receivedAtMillis;
    }
}
