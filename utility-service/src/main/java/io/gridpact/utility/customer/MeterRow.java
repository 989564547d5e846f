package io.gridpact.utility.customer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/// A customer's meter; written by the ledger's writer.
@Entity
@Immutable
@Table(name = "meter")
public class MeterRow {

    @Id
    @Column(name = "meter_id")
    public String meterId = "";

    @Column(name = "customer_id", nullable = false)
    public String customerId = "";

    @Column(name = "public_key", nullable = false)
    public byte[] publicKey = new byte[0];

    @Column(nullable = false)
    public boolean injection;

    @Column(nullable = false)
    public boolean consumption;

    @Column(name = "cannot_sign", nullable = false)
    public boolean cannotSign;

    /// Milliseconds since the Unix epoch.
    @Column(name = "valid_from", nullable = false)
    public long validFrom;
}
