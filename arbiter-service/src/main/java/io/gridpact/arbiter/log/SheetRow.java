package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A row of `sheet_root`. Written by the sequencer, read here; a leaf holds one sheet root, so its index is the key.
@Entity
@Table(name = "sheet_root")
@SuppressWarnings("NullAway.Init")
public class SheetRow {

    @Id
    @Column(name = "leaf_index")
    long leafIndex;

    String utility;

    String direction;

    @Column(name = "window_start_millis")
    long windowStartMillis;

    long revision;

    @Column(name = "statement_digest")
    byte[] statementDigest;

    protected SheetRow() {}

    LoggedSheet toSheet() {
        return new LoggedSheet(
                utility,
                Direction.valueOf(direction),
                Instant.ofEpochMilli(windowStartMillis),
                revision,
                leafIndex,
                Digest.of(statementDigest));
    }
}
