package io.gridpact.protocol.metering;

/// Whose signature a reading has been found to bear.
public enum ReadingSigner {
    /// The meter's own key.
    METER,
    /// A signing key of the meter's utility: an estimate, or what a meter measured that cannot sign.
    UTILITY
}
