package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.quantity.Instants;
import java.time.Instant;

/// A public key with the time in which it may sign: `[validFrom, validUntil)`.
public record SigningKey(PublicKey key, Instant validFrom, Instant validUntil) {

    /// @throws IllegalArgumentException unless both are whole milliseconds and the end is after the start
    public SigningKey {
        Instants.requireMillis(validFrom);
        Instants.requireMillis(validUntil);
        if (!validFrom.isBefore(validUntil)) {
            throw new IllegalArgumentException("validUntil: not after validFrom");
        }
    }

    public boolean validAt(Instant instant) {
        return !instant.isBefore(validFrom) && instant.isBefore(validUntil);
    }
}
