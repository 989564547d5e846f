package io.gridpact.deploy.faults;

/// What a link does with what it is given.
enum LinkMode {
    FORWARD,
    /// Half open: what the caller sends stays on the way, what comes back still arrives.
    HOLD_REQUESTS,
    /// Half open the other way: requests arrive, answers stay on the way.
    HOLD_ANSWERS,
    /// Every connection is reset, old and new.
    RESET,
    /// Each piece of data comes late.
    DELAY
}
