package io.gridpact.protocol.metering;

/// How a reading came about. Names are hashed and never change.
public enum ReadingQuality {
    /// Measured by the meter.
    MEASURED,
    /// Put in place of a missing one by the profile's fallback; signed by the utility, never by the meter.
    ESTIMATED,
    /// Replaces an earlier one.
    CORRECTED
}
