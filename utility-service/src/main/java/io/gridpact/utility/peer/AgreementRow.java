package io.gridpact.utility.peer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// An agreement with one utility, or this one's terms with itself.
@Entity
@Table(name = "agreement")
public class AgreementRow {

    @Column(nullable = false)
    public String peer = "";

    @Id
    public byte[] digest = new byte[0];

    /// The signed agreement, encoded as it came.
    @Column(nullable = false)
    public byte[] envelope = new byte[0];
}
