package io.gridpact.protocol.metering;

import io.gridpact.protocol.refusal.Refusal;

/// What a utility makes of a reading that a head-end submits.
public sealed interface ReadingVerdict {

    /// To be stored.
    record Accepted() implements ReadingVerdict {}

    /// Held already, with the same bytes.
    record Repeated() implements ReadingVerdict {}

    /// To be kept for review and not counted.
    ///
    /// @param refusal with reason `INVALID_READING`
    record Refused(Refusal refusal) implements ReadingVerdict {}
}
