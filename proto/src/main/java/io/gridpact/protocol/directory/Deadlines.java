package io.gridpact.protocol.directory;

import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Duration;
import java.time.Instant;

/// When things of a delivery window are due, as offsets in whole minutes, none negative (PROTOCOL.md, section 4).
public record Deadlines(
        Duration gateClosureBeforeStart,
        Duration sealedDigestAfterGateClosure,
        Duration readingsAfterEnd,
        Duration sellerStatusAfterEnd,
        Duration buyerStatusAfterEnd,
        Duration settlementAfterEnd,
        Duration evidenceAfterEnd) {

    /// What a network uses that has no reason for others.
    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofMinutes(15),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(6),
            Duration.ofHours(24));

    /// No order, update or receipt from this instant on. Never moves.
    public Instant gateClosure(DeliveryWindow window) {
        return window.start().minus(gateClosureBeforeStart);
    }

    /// `SEALED` digests.
    public Instant sealedDigestDue(DeliveryWindow window) {
        return gateClosure(window).plus(sealedDigestAfterGateClosure);
    }

    public Instant readingsDue(DeliveryWindow window) {
        return window.end().plus(readingsAfterEnd);
    }

    public Instant sellerStatusDue(DeliveryWindow window) {
        return window.end().plus(sellerStatusAfterEnd);
    }

    public Instant buyerStatusDue(DeliveryWindow window) {
        return window.end().plus(buyerStatusAfterEnd);
    }

    public Instant settlementDue(DeliveryWindow window) {
        return window.end().plus(settlementAfterEnd);
    }

    public Instant evidenceDue(DeliveryWindow window) {
        return window.end().plus(evidenceAfterEnd);
    }
}
