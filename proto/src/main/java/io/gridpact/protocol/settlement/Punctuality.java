package io.gridpact.protocol.settlement;

/// Whether a side's sheet root was logged in time (PROTOCOL.md, section 8.4).
public enum Punctuality {
    /// Its deadline has not passed, as far as the arbiter's word goes, and nothing is logged.
    NOT_DUE,
    /// Logged before its deadline.
    ON_TIME,
    /// A seller side past its deadline; until that of the buyers' statuses it can still be late rather than silent.
    OVERDUE,
    /// A seller side logged after its own deadline and before that of the buyers' statuses.
    LATE,
    /// Not logged while it could count.
    SILENT;

    /// Whether nothing that is still to come changes it.
    public boolean isFinal() {
        return switch (this) {
            case NOT_DUE, OVERDUE -> false;
            case ON_TIME, LATE, SILENT -> true;
        };
    }
}
