package io.gridpact.arbiter.deposit;

import io.gridpact.arbiter.log.Sequencer;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Tells utilities what was deposited for them, and from when on nothing more will be (PROTOCOL.md, section 5).
final class TellDeposits {

    /// @param decided whether no further deposit of this window can count
    /// @param decidedAt from when on, as far as it is known now
    /// @param matchedNumber of equal digests of both that were logged in time; 0 where none
    record Told(List<StoredDeposit> deposits, boolean decided, Instant decidedAt, long matchedNumber) {}

    private final DepositStore store;
    private final DepositDeadlines deadlines;
    private final Sequencer sequencer;
    private final Clock clock;

    TellDeposits(DepositStore store, Sequencer sequencer, Clock clock) {
        this.store = store;
        this.deadlines = new DepositDeadlines(store);
        this.sequencer = sequencer;
        this.clock = clock;
    }

    Told tell(String caller, String peer, Instant windowStart, long afterLeafIndex) {
        Instant now = clock.instant();
        Instant decidedAt = deadlines.of(windowStart, now);
        boolean decided = !now.isBefore(decidedAt);
        if (decided) {
            // What was queued in time is logged before it is said that nothing more comes.
            sequencer.runDue();
            decidedAt = deadlines.of(windowStart, clock.instant());
            decided = !now.isBefore(decidedAt);
        }
        boolean inOrder = caller.compareTo(peer) <= 0;
        long matched = store.matchedNumber(inOrder ? caller : peer, inOrder ? peer : caller, windowStart, decidedAt);
        return new Told(store.logged(caller, peer, windowStart, afterLeafIndex), decided, decidedAt, matched);
    }

    /// The other side has what was shown: what the orders say is forgotten here.
    void acknowledge(String caller, Collection<Long> leafIndices) {
        store.forget(caller, leafIndices);
    }
}
