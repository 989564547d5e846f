package io.gridpact.utility.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the journal's next statement goes: the current minute and the next index in it. Kept in memory between
/// batches, read anew from the database after a failure; used by the writer's thread alone.
final class JournalCursor {

    private record Position(Instant minute, long nextIndex) {}

    private final Clock clock;
    private @Nullable Position position;
    private Instant lastNow = Instant.EPOCH;

    JournalCursor(Clock clock) {
        this.clock = clock;
    }

    LedgerTransaction begin(Connection connection, Supplier<UUID> ids) throws SQLException {
        Position known = position == null ? load(connection) : position;
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (now.isBefore(lastNow)) {
            now = lastNow;
        }
        if (now.isBefore(known.minute())) {
            now = known.minute();
        }
        lastNow = now;
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        long nextIndex = minute.equals(known.minute()) ? known.nextIndex() : 0;
        position = new Position(minute, nextIndex);
        return new LedgerTransaction(connection, now, minute, nextIndex, ids);
    }

    void committed(LedgerTransaction transaction) {
        Position before = position;
        if (before != null) {
            position = new Position(before.minute(), before.nextIndex() + transaction.journaledCount());
        }
    }

    /// After a failure nothing is known.
    void forget() {
        position = null;
    }

    /// A closed minute never takes another statement: after it comes at least the next.
    private static Position load(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                        select coalesce(max(minute), 0) as minute,
                            coalesce((select max(minute) + 60000 from journal_minute), 0) as first_open
                        from journal_batch""");
                ResultSet row = query.executeQuery()) {
            row.next();
            long minute = Math.max(row.getLong("minute"), row.getLong("first_open"));
            return new Position(Instant.ofEpochMilli(minute), nextIndex(connection, minute));
        }
    }

    private static long nextIndex(Connection connection, long minute) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                        select coalesce(max(first_index + length(digests) / 32), 0) from journal_batch
                        where minute = ?""")) {
            query.setLong(1, minute);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
