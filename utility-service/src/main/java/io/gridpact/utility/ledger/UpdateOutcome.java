package io.gridpact.utility.ledger;

/// What came of writing an answer to an update.
public sealed interface UpdateOutcome {

    /// What stands now: this answer, or the one that was given before.
    record Answered(StoredUpdate update) implements UpdateOutcome {}

    /// Another update stands for that revision, or another revision does, or the trade is cancelled.
    record Conflict() implements UpdateOutcome {}

    /// One of the two windows' gates has closed here, or the trade has ended otherwise than by an update.
    record GateClosed() implements UpdateOutcome {}
}
