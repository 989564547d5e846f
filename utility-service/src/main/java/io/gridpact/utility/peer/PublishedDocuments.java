package io.gridpact.utility.peer;

import io.gridpact.protocol.envelope.Envelope;
import java.util.List;

/// What was published in the arbiter's log, page by page.
@FunctionalInterface
public interface PublishedDocuments {

    /// A page that is not full is the last.
    int FULL_PAGE = 50;

    /// A document as the arbiter tells it; nothing is verified.
    record Published(Envelope document, Envelope receipt, long leafIndex) {}

    /// @param afterLeafIndex -1 for the first page
    /// @return in the order of the log, at most [#FULL_PAGE]
    /// @throws io.gridpact.protocol.refusal.RefusedException where the arbiter cannot be reached, or what it tells
    /// is
    ///     malformed
    List<Published> after(long afterLeafIndex);
}
