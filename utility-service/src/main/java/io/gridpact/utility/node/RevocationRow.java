package io.gridpact.utility.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A revocation that stands in the arbiter's log.
@Entity
@Table(name = "revocation")
public class RevocationRow {

    /// `<participant>|<key id in hex>`
    @Id
    public String id = "";

    @Column(nullable = false)
    public String participant = "";

    @Column(name = "key_id", nullable = false)
    public byte[] keyId = new byte[0];

    /// The log's time of it.
    @Column(name = "logged_at", nullable = false)
    public long loggedAt;

    /// The signed revocation, as it came.
    @Column(nullable = false)
    public byte[] revocation = new byte[0];

    /// The arbiter's signed receipt, as it came.
    @Column(name = "log_receipt", nullable = false)
    public byte[] logReceipt = new byte[0];
}
