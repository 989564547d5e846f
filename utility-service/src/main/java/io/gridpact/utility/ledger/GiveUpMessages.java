package io.gridpact.utility.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/// Takes out of the outbox what its target has refused until it was of no more use to anybody. What waits for a target
/// that is away stays.
final class GiveUpMessages {

    private static final Logger LOG = Logger.getLogger(GiveUpMessages.class);

    private final LedgerWriter writer;
    private final Clock clock;
    private final LedgerMeter meter;

    GiveUpMessages(LedgerWriter writer, Clock clock, LedgerMeter meter) {
        this.writer = writer;
        this.clock = clock;
        this.meter = meter;
    }

    boolean isOver(Instant endOfUse) {
        return !clock.instant().isBefore(endOfUse);
    }

    void giveUp(List<OutboxMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        writer.write(DeliveredStep.ALL, messages);
        for (OutboxMessage message : messages) {
            meter.messageGivenUp(message.kind());
            LOG.warnf(
                    "%s %s is given up: %s did not take it while it was of use",
                    message.kind(), message.subject().prefix(), message.target());
        }
    }
}
