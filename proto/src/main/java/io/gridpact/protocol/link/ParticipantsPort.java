package io.gridpact.protocol.link;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.List;

/// Where a service keeps the descriptors of those it deals with.
public interface ParticipantsPort {

    /// Verifies and stores a descriptor, effective at once.
    ///
    /// @return whether anything changed; false for a repetition
    /// @throws RefusedException if it does not verify, or is not a successor of the one in force
    boolean put(Envelope descriptor);

    /// The descriptors in force with an id after this one, ordered by id.
    ///
    /// @param limit 1 to 1000
    List<Envelope> list(String afterId, int limit);
}
