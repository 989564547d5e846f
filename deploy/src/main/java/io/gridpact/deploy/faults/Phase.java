package io.gridpact.deploy.faults;

/// What a round goes through, in this order; lists are mended and deposited only where utilities were kept apart.
enum Phase {
    /// A participant is introduced anew.
    INTRODUCE,
    /// Orders are made and confirmed.
    CONFIRM,
    /// The gate closes, journals are logged, lists exchanged.
    CLOSE,
    /// Lists that differ are compared and mended before the window starts.
    MEND,
    /// What gets no answer is deposited with the arbiter.
    DEPOSIT,
    /// Meters are read.
    READ,
    /// Sheets, statuses, settlements.
    SETTLE
}
