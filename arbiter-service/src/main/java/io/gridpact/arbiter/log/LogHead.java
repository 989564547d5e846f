package io.gridpact.arbiter.log;

import java.time.Instant;
import java.util.Optional;

/// Where the log ends.
///
/// @param size leaves in the log
/// @param lastLoggedAt time of the last leaf; the epoch where there is none
/// @param lastFlag number of the last flag; 0 where there is none
record LogHead(long size, Instant lastLoggedAt, long lastFlag, Optional<StoredCheckpoint> lastCheckpoint) {

    static final LogHead EMPTY = new LogHead(0, Instant.EPOCH, 0, Optional.empty());
}
