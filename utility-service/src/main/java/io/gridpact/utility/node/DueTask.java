package io.gridpact.utility.node;

import java.time.Instant;
import java.util.Optional;

/// Work that time, or the arrival of something, makes due. Its state is in the ledger alone: run twice, it does nothing
/// the second time. Whether there is something to do follows from the ledger, from what is in force of participants,
/// agreements and profiles, and from the time: while none of them changes, one that found nothing is not asked again.
public interface DueTask {

    /// Tasks run in this order, lowest first: minutes are closed before windows, windows before settlements.
    int order();

    /// Does what is due now.
    ///
    /// @return how many things it did; 0 where nothing was due
    /// @throws PartlyDoneException where some of them failed and the rest were done
    int runDue(Instant now);

    /// When time alone will next make something due, after `now`; empty where nothing waits for time.
    Optional<Instant> nextDue(Instant now);
}
