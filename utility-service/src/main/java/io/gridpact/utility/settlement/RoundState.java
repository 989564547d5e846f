package io.gridpact.utility.settlement;

/// How far a round has come.
enum RoundState {
    /// Its meters are known.
    OPENED,
    /// Readings that were there before have been counted; others are waited for.
    AWAITING,
    /// Every figure that it needs is there.
    ALLOCATING,
    /// All sheets are made; their root is on its way to the arbiter.
    COMMITTED,
    /// The root is logged and the statuses are signed.
    SHOWN
}
