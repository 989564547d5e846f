package io.gridpact.protocol.journal;

import java.time.Duration;
import java.time.Instant;

/// When a statement counts as made (PROTOCOL.md, section 5).
public final class LoggedTime {

    /// How far a claimed time may be from the log's time of the journal root that holds the statement.
    public static final Duration TOLERANCE = Duration.ofMinutes(2);

    private LoggedTime() {}

    /// The claimed time where the log confirms it to two minutes, else the log's. To both sides: whoever claims an
    /// earlier time would jump the queue of a FIFO meter, and whoever claims a later one would send the other
    /// side's trade to its end, behind trades of its own that it likes better.
    ///
    /// @param claimed what the statement says
    /// @param receipt for a journal root that holds the statement
    public static Instant effective(Instant claimed, LogReceipt receipt) {
        return effective(claimed, receipt.loggedAt());
    }

    /// The same, by the time of such a receipt.
    public static Instant effective(Instant claimed, Instant loggedAt) {
        Duration apart = Duration.between(claimed, loggedAt).abs();
        return apart.compareTo(TOLERANCE) <= 0 ? claimed : loggedAt;
    }
}
