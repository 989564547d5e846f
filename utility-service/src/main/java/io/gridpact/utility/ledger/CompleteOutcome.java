package io.gridpact.utility.ledger;

/// What came of writing the buyer utility's answer.
public enum CompleteOutcome {
    /// The trade has it now.
    WRITTEN,
    /// The trade had it already.
    REPEATED,
    /// The gate had closed: no receipt may be given, the trade is as it was.
    GATE_CLOSED
}
