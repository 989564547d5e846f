package io.gridpact.utility.node;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// How far what an arbiter has published is read.
@Entity
@Table(name = "directory_cursor")
public class DirectoryCursorRow {

    @Id
    public String arbiter = "";

    @Column(name = "leaf_index", nullable = false)
    public long leafIndex;
}
