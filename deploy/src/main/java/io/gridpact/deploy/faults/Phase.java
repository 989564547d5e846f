package io.gridpact.deploy.faults;

/// What a round goes through, in this order; what has nothing to be killed in is left out, where only a kill needs it.
enum Phase {
    /// A participant is introduced anew.
    INTRODUCE,
    /// A utility has a new signing key, and revokes the one before.
    RENEW,
    /// Orders are made and confirmed.
    CONFIRM,
    /// Platforms have trades cancelled and curtailed, operators announce outages.
    UPDATE,
    /// The gate closes, journals are logged, lists exchanged.
    CLOSE,
    /// Lists that differ are compared and mended before the window starts.
    MEND,
    /// What gets no answer is deposited with the arbiter.
    DEPOSIT,
    /// Meters are read.
    READ,
    /// What a meter has said is corrected in time.
    CORRECT,
    /// Statuses do not arrive until their deadline is past; then the exchange goes on.
    LATE,
    /// Statuses do not arrive at all: they are claimed, deposited and taken through the arbiter.
    CLAIM,
    /// Sheets, statuses, settlements.
    SETTLE,
    /// What a meter has said is corrected too late.
    ADJUST;

    /// Whether utilities are kept apart while the gate closes: then trades are made in another way.
    boolean isApart() {
        return this == MEND || this == DEPOSIT;
    }

    /// Whether one round can go through both with a kill in each.
    boolean goesWith(Phase other) {
        return this != other && !excludes(other) && !other.excludes(this);
    }

    private boolean excludes(Phase other) {
        return switch (this) {
            case MEND, DEPOSIT -> other == CONFIRM || other == UPDATE || other == CLOSE || other.isApart();
            // Settling begins with the last reading, and would be killed before it.
            case READ, CORRECT -> other == SETTLE || other == LATE || other == CLAIM;
            case LATE -> other == SETTLE || other == CLAIM;
            case CLAIM -> other == SETTLE;
            case INTRODUCE, RENEW, CONFIRM, UPDATE, CLOSE, SETTLE, ADJUST -> false;
        };
    }
}
