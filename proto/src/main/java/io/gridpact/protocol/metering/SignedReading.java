package io.gridpact.protocol.metering;

import java.time.Instant;
import java.util.Optional;

/// A reading whose signature has been verified.
///
/// @param signer whose it is
/// @param loggedAt when a journal root of its utility that holds it was logged, where that has been proved
public record SignedReading(Reading reading, ReadingSigner signer, Optional<Instant> loggedAt) {

    /// Of which nobody has proved when it was logged.
    public SignedReading(Reading reading, ReadingSigner signer) {
        this(reading, signer, Optional.empty());
    }
}
