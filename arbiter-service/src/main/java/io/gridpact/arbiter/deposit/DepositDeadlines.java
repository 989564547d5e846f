package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.sealing.DepositDeadline;
import java.time.Instant;

/// Until when deposits of a window count, by this arbiter's own checkpoints.
final class DepositDeadlines {

    private final DepositStore store;

    DepositDeadlines(DepositStore store) {
        this.store = store;
    }

    Instant of(Instant windowStart, Instant now) {
        return DepositDeadline.of(
                windowStart, store.checkpointBefore(windowStart), store.checkpointAfter(windowStart), now);
    }
}
