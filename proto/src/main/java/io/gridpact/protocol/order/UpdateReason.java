package io.gridpact.protocol.order;

/// Why a trade is updated; a closed list (PROTOCOL.md, section 5).
public enum UpdateReason {
    /// Part of the grid is, or will be, out of service.
    OUTAGE,
    /// The grid cannot carry it.
    CONGESTION,
    /// A rule of the utility or its regulator.
    POLICY,
    /// The meter cannot measure it.
    METERING,
    /// The platforms want it.
    PLATFORMS
}
