package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.settlement.LoggedReading;
import java.time.Instant;
import java.util.List;

/// Part of a stream of statuses, as it is stored (PROTOCOL.md, section 8).
public sealed interface StatusPart {

    /// What all statuses of the stream have in common; the first part.
    record Header(Instant windowStart, Envelope sheetRoot, Envelope logReceipt) implements StatusPart {}

    /// A meter's enrolment and its readings of the window, encoded as they were signed; before the statuses that rest
    /// on them.
    ///
    /// @param logged for each reading that the utility signed in the meter's place, when it was logged
    record Meter(byte[] enrolment, List<byte[]> readings, List<LoggedReading> logged) implements StatusPart {}

    /// Signed statuses, encoded.
    record Page(byte[] content) implements StatusPart {}
}
