package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;

/// A peer's sheet root whose signature and log receipt have been verified.
///
/// @param rule by which the two utilities' profile has readings shared
record ShownRoot(SheetRoot root, Envelope statement, Envelope receipt, Instant loggedAt, AllocationRule rule) {}
