package io.gridpact.utility.peer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// The last verified checkpoint of an arbiter's log.
@Entity
@Table(name = "checkpoint")
public class CheckpointRow {

    @Id
    public String arbiter = "";

    @Column(nullable = false)
    public long size;

    /// A C2SP signed note.
    @Column(nullable = false)
    public String note = "";
}
