package io.gridpact.utility.ledger;

import java.time.Instant;

/// Where a statement stands in the journal (PROTOCOL.md, section 9).
///
/// @param minute the minute's first instant
/// @param index the statement's place in that minute, from 0
public record JournalPosition(Instant minute, long index) {}
