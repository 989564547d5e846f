package io.gridpact.utility.settlement;

import io.gridpact.protocol.refusal.RefusedException;
import java.util.Iterator;

/// Shows statuses to another utility.
public interface StatusLink {

    /// Sends a stream and waits until the other has stored it. Takes the next part when the other can take it.
    ///
    /// @throws RefusedException where the other cannot be reached or does not believe a part
    void deliver(String utility, Iterator<StatusPart> parts);
}
