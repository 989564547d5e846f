package io.gridpact.utility.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/// Shows statuses to another utility.
public interface StatusLink {

    /// Sends a stream and waits until the other has stored it. Takes the next part when the other can take it.
    ///
    /// @throws RefusedException where the other cannot be reached or does not believe a part
    void deliver(String utility, Iterator<StatusPart> parts);

    /// How many of a stream's pages, from the first on, the other holds durably.
    ///
    /// @param pages their digests, at most [SendStatuses#MAX_PAGES]
    /// @throws RefusedException where the other cannot be reached, or answers with more than there are
    int held(String utility, Instant windowStart, List<Digest> pages);
}
