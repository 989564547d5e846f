package io.gridpact.utility.peer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A network profile.
@Entity
@Table(name = "profile")
public class ProfileRow {

    @Id
    public byte[] digest = new byte[0];

    /// The signed profile, encoded as it came.
    @Column(nullable = false)
    public byte[] envelope = new byte[0];
}
