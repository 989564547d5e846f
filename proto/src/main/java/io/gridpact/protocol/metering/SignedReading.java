package io.gridpact.protocol.metering;

/// A reading whose signature has been verified.
///
/// @param signer whose it is
public record SignedReading(Reading reading, ReadingSigner signer) {}
