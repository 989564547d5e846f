package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;

/// The arbiter, as it tells of sides that are silent or late.
public interface StandingLink {

    /// @return a signed `gridpact/sheet-standing/v1`, not verified
    /// @throws io.gridpact.protocol.refusal.RefusedException where the arbiter cannot be reached, or does not tell
    Envelope standing(String utility, Direction direction, Instant windowStart);
}
