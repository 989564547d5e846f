package io.gridpact.utility.peer;

import io.gridpact.protocol.merkle.Checkpoint;

/// Asks the arbiter whether two of its checkpoints are of one history.
@FunctionalInterface
public interface LogConsistency {

    /// Whether the larger tree begins with the smaller, by the arbiter's own proof (RFC 6962).
    ///
    /// @param older no larger than the newer
    /// @throws io.gridpact.protocol.refusal.RefusedException where the arbiter cannot be reached; `INVALID_REQUEST`
    ///     where it knows no tree of that size
    boolean continues(Checkpoint older, Checkpoint newer);
}
