package io.gridpact.arbiter.log;

import io.gridpact.protocol.journal.LogEntryKind;

/// Under which the first statement counts and a different second one is equivocation (PROTOCOL.md, section 9).
///
/// @param text what the statement is about, as [io.gridpact.protocol.journal.SubmissionKey] writes it
public record EntryKey(String sender, LogEntryKind kind, String text) {}
