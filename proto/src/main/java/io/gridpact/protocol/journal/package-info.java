/// When a statement existed: journal minutes and their roots, the arbiter's log entries and receipts (PROTOCOL.md,
/// sections 5 and 9).
@NullMarked
package io.gridpact.protocol.journal;

import org.jspecify.annotations.NullMarked;
