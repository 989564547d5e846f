package io.gridpact.utility.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A descriptor that another has followed.
@Entity
@Table(name = "earlier_descriptor")
public class EarlierDescriptorRow {

    /// `<participant>|<revision>`
    @Id
    public String id = "";

    @Column(nullable = false)
    public String participant = "";

    @Column(nullable = false)
    public long revision;

    /// As it came.
    @Column(nullable = false)
    public byte[] descriptor = new byte[0];
}
