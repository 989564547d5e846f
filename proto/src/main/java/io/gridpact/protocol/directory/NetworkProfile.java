package io.gridpact.protocol.directory;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Duration;
import java.time.Instant;

/// The rules that a network's members share (PROTOCOL.md, section 4).
///
/// @param digest of the signed document, which names the profile
/// @param windowLength of every delivery window: 15, 30, 60 or 120 minutes
/// @param toleranceBasisPoints deviation that costs nothing, in 1/10000 of the contract; 0 to 10000
/// @param finalityDays after which a settlement is final; 1 to 365
public record NetworkProfile(
        Digest digest,
        String name,
        Duration windowLength,
        AllocationRule allocationRule,
        int toleranceBasisPoints,
        Deadlines deadlines,
        MissingReadingFallback fallback,
        int finalityDays) {

    public static final String PAYLOAD_TYPE = "gridpact/profile/v1";

    private static final int DEFAULT_FINALITY_DAYS = 7;

    /// Whether this is one of the network's windows: of its length and aligned to UTC.
    public boolean hasWindow(DeliveryWindow window) {
        return window.length().equals(windowLength) && DeliveryWindow.isWindow(window.start(), windowLength);
    }

    /// Whether something of that time may still be spoken of, or already: it is no further from now than what becomes
    /// final. Nobody is made to keep statements about any year.
    public boolean withinFinality(Instant time, Instant now) {
        return withinDays(finalityDays, time, now);
    }

    /// The same where no profile is known, for the default of 7 days.
    public static boolean withinDefaultFinality(Instant time, Instant now) {
        return withinDays(DEFAULT_FINALITY_DAYS, time, now);
    }

    private static boolean withinDays(int days, Instant time, Instant now) {
        return Duration.between(time, now).abs().compareTo(Duration.ofDays(days)) <= 0;
    }

    /// The network's window that the instant lies in.
    public DeliveryWindow windowAt(Instant instant) {
        long millis = instant.toEpochMilli();
        long startMillis = millis - Math.floorMod(millis, windowLength.toMillis());
        return DeliveryWindow.startingAt(Instant.ofEpochMilli(startMillis), windowLength);
    }
}
