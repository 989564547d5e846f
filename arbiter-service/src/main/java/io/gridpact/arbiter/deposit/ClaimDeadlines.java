package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.sealing.DepositDeadline;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusDeadlines;
import java.time.Instant;

/// When claims count and are to be answered, as this arbiter's silences move it.
final class ClaimDeadlines {

    private final DepositStore checkpoints;

    ClaimDeadlines(DepositStore checkpoints) {
        this.checkpoints = checkpoints;
    }

    StatusDeadlines of(NetworkProfile profile, Instant windowStart, Instant now) {
        return StatusDeadlines.of(
                profile.deadlines(),
                DeliveryWindow.startingAt(windowStart, profile.windowLength()),
                checkpoints::checkpointBefore,
                checkpoints::checkpointAfter,
                now);
    }

    /// The first instant at which a deposit no longer answers.
    Instant answerDue(Instant receivedAt, Instant now) {
        Instant due = receivedAt.plus(StatusClaim.TO_ANSWER);
        return DepositDeadline.of(due, checkpoints.checkpointBefore(due), checkpoints.checkpointAfter(due), now);
    }
}
