package io.gridpact.utility.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A participant's descriptor in force.
@Entity
@Table(name = "participant")
public class ParticipantRow {

    @Id
    public String id = "";

    @Column(nullable = false)
    public String role = "";

    @Column(nullable = false)
    public long revision;

    /// The signed descriptor, encoded as it came.
    @Column(nullable = false)
    public byte[] descriptor = new byte[0];
}
