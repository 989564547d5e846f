package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// Which leaf holds a revision of a utility's sheet root.
public record LoggedSheet(
        String utility,
        Direction direction,
        Instant windowStart,
        long revision,
        long leafIndex,
        Digest statementDigest) {}
