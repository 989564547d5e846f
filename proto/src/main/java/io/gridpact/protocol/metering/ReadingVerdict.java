package io.gridpact.protocol.metering;

import io.gridpact.protocol.refusal.Refusal;

/// What a utility makes of a reading that a head-end submits.
public sealed interface ReadingVerdict {

    /// To be stored.
    record Accepted() implements ReadingVerdict {}

    /// To be stored as an adjustment: it came when the window's figures were fixed, and changes the next bill alone.
    record Late() implements ReadingVerdict {}

    /// Held already, with the same bytes.
    record Repeated() implements ReadingVerdict {}

    /// To be kept for review and not counted.
    ///
    /// @param refusal with reason `INVALID_READING`
    record Refused(Refusal refusal) implements ReadingVerdict {}
}
