package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;

/// A peer's sheet root whose signature and log receipt have been verified.
///
/// @param rule by which the two utilities' profile has readings shared
/// @param isOverdue whether it was logged after its deadline as the profile has it
record ShownRoot(
        SheetRoot root,
        Envelope statement,
        Envelope receipt,
        Instant loggedAt,
        AllocationRule rule,
        boolean isOverdue) {

    ShownRoot inTime() {
        return new ShownRoot(root, statement, receipt, loggedAt, rule, false);
    }
}
