package io.gridpact.arbiter.log;

import io.gridpact.protocol.journal.LogEntryKind;
import io.gridpact.protocol.journal.SubmissionKey;

/// Under which keys derived rows' statements stand.
final class EntryKeys {

    private EntryKeys() {}

    static EntryKey of(LoggedSheet sheet) {
        return new EntryKey(
                sheet.utility(),
                LogEntryKind.SHEET_ROOT,
                SubmissionKey.sheet(sheet.direction(), sheet.windowStart(), sheet.revision()));
    }

    /// One side's pair digest.
    static EntryKey of(PairKey pair, String utility) {
        return new EntryKey(
                utility,
                LogEntryKind.PAIR_DIGEST,
                SubmissionKey.pair(pair.first(), pair.second(), pair.windowStart(), pair.stage(), pair.number()));
    }
}
