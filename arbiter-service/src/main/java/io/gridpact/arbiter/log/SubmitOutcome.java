package io.gridpact.arbiter.log;

import io.gridpact.protocol.refusal.Refusal;

/// What became of one statement.
public sealed interface SubmitOutcome {

    /// It stands in the log.
    ///
    /// @param receipt message bytes of the signed receipt's envelope: the same each time; not to be changed
    /// @param repeated whether it stood there before
    record Receipted(byte[] receipt, boolean repeated) implements SubmitOutcome {}

    /// It does not.
    record Refused(Refusal refusal) implements SubmitOutcome {}
}
