package io.gridpact.protocol.journal;

import java.time.Duration;
import java.time.Instant;

/// When a statement counts as made (PROTOCOL.md, section 5).
public final class LoggedTime {

    /// How far a claimed time may be from the log's time of the journal root that holds the statement.
    public static final Duration TOLERANCE = Duration.ofMinutes(2);

    private LoggedTime() {}

    /// The claimed time where the log confirms it to two minutes, else the log's; never later than gate closure.
    ///
    /// To both sides: whoever claims an earlier time would jump the queue of a FIFO meter, and whoever claims a
    /// later one would send the other side's trade to its end, behind trades of its own that it likes better.
    /// And no later than gate closure: whoever holds a root back until it has seen the delivery would choose
    /// the trade's place by it.
    ///
    /// @param claimed what the statement says
    /// @param loggedAt the log's time of a journal root that holds the statement: of those that are known, the
    ///     earliest
    /// @param gateClosure of the trade's window
    public static Instant effective(Instant claimed, Instant loggedAt, Instant gateClosure) {
        Duration apart = Duration.between(claimed, loggedAt).abs();
        Instant shown = apart.compareTo(TOLERANCE) <= 0 ? claimed : loggedAt;
        return shown.isAfter(gateClosure) ? gateClosure : shown;
    }
}
