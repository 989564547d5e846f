package io.gridpact.utility.metering;

import io.gridpact.protocol.refusal.Refusal;

/// What became of a submitted reading.
public sealed interface ReadingOutcome {

    /// Stored now.
    record Accepted() implements ReadingOutcome {}

    /// Stored now as an adjustment: too late for its window's figure.
    record Late() implements ReadingOutcome {}

    /// Stored before, with the same bytes.
    record Repeated() implements ReadingOutcome {}

    /// Not counted.
    ///
    /// @param refusal with reason `INVALID_READING` or `SIGNATURE_INVALID`
    record Refused(Refusal refusal) implements ReadingOutcome {}
}
