package io.gridpact.protocol.settlement;

import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.sealing.DepositDeadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// When what follows a window's delivery is due, as the arbiter's silences move it (PROTOCOL.md, section 9): a deadline
/// that falls between two checkpoints more than ten minutes apart moves to one hour after the latter, and all later
/// deadlines of that window by as much.
///
/// @param sellerStatus first instant at which a seller utility's sheet root is late
/// @param buyerStatus first instant at which a buyer utility's sheet root no longer counts, nor a late seller utility's
/// @param settlement first instant at which a sheet root that serves late lines no longer counts
public record StatusDeadlines(Instant sellerStatus, Instant buyerStatus, Instant settlement) {

    /// A deadline that moves into another silence moves again; no more often than this.
    private static final int MAX_MOVES = 100;

    /// As the profile has them: what they are unless the arbiter was silent, and never later than what they become.
    public static StatusDeadlines unmoved(Deadlines deadlines, DeliveryWindow window) {
        return new StatusDeadlines(
                deadlines.sellerStatusDue(window), deadlines.buyerStatusDue(window), deadlines.settlementDue(window));
    }

    /// @param before when the last checkpoint at or before an instant was signed; empty where the log is younger
    /// @param after when the first one behind it was signed; empty where none has been yet
    /// @param now while a silence lasts, its end is counted from here
    public static StatusDeadlines of(
            Deadlines deadlines,
            DeliveryWindow window,
            Function<Instant, Optional<Instant>> before,
            Function<Instant, Optional<Instant>> after,
            Instant now) {
        Instant start = moved(window.start(), before, after, now);
        Duration shift = Duration.between(window.start(), start);
        shift = shifted(deadlines.readingsDue(window), shift, before, after, now);
        shift = shifted(deadlines.sellerStatusDue(window), shift, before, after, now);
        Instant sellerStatus = deadlines.sellerStatusDue(window).plus(shift);
        shift = shifted(deadlines.buyerStatusDue(window), shift, before, after, now);
        Instant buyerStatus = deadlines.buyerStatusDue(window).plus(shift);
        shift = shifted(deadlines.settlementDue(window), shift, before, after, now);
        return new StatusDeadlines(
                sellerStatus, buyerStatus, deadlines.settlementDue(window).plus(shift));
    }

    private static Duration shifted(
            Instant unmoved,
            Duration shift,
            Function<Instant, Optional<Instant>> before,
            Function<Instant, Optional<Instant>> after,
            Instant now) {
        return Duration.between(unmoved, moved(unmoved.plus(shift), before, after, now));
    }

    private static Instant moved(
            Instant deadline,
            Function<Instant, Optional<Instant>> before,
            Function<Instant, Optional<Instant>> after,
            Instant now) {
        Instant due = deadline;
        for (int move = 0; move < MAX_MOVES; move++) {
            Instant next = DepositDeadline.of(due, before.apply(due), after.apply(due), now);
            if (next.equals(due)) {
                return due;
            }
            due = next;
        }
        return due;
    }
}
