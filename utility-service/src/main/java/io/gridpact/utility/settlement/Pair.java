package io.gridpact.utility.settlement;

import java.time.Instant;

/// What is settled with one peer for a window.
///
/// @param peer the other utility, or this one
record Pair(Instant windowStart, String peer) {

    long startMillis() {
        return windowStart.toEpochMilli();
    }
}
