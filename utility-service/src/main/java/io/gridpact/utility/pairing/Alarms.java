package io.gridpact.utility.pairing;

import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Alarms: raised once for each thing, kept with their first evidence.
public final class Alarms {

    /// Alarms that are kept of one peer: whoever raises more has proved enough.
    static final int MAX_OF_A_PEER = 1_000;

    private static final Logger LOG = Logger.getLogger(Alarms.class);

    private final LedgerReader reader;
    private final LedgerWriter writer;

    public Alarms(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /// Raises an alarm in a transaction of its own.
    public void raise(Alarm alarm) {
        writer.write(Raise.INSTANCE, alarm);
    }

    /// Raises an alarm as part of what a transaction does.
    public static void raise(LedgerTransaction transaction, Alarm alarm) throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                insert into pair_alarm (kind, peer, window_start, stage, number, raised_at, evidence)
                select ?, ?, ?, ?, ?, ?, ?
                where (select count(*) from pair_alarm where peer = ?) < ?
                on conflict do nothing""")) {
            PairKey key = alarm.key();
            insert.setString(1, alarm.kind().name());
            insert.setString(2, key.peer());
            insert.setLong(3, key.windowStart().toEpochMilli());
            insert.setString(4, key.stage().name());
            insert.setLong(5, key.number());
            insert.setLong(6, transaction.now().toEpochMilli());
            insert.setBytes(7, alarm.evidence());
            insert.setString(8, key.peer());
            insert.setInt(9, MAX_OF_A_PEER);
            if (insert.executeUpdate() == 1) {
                LOG.errorf(
                        "%s: %s, %s digest %d of window %s",
                        alarm.kind(), key.peer(), key.stage(), key.number(), key.windowStart());
            }
        }
    }

    /// Alarms behind a number, in order.
    public List<Alarm.Raised> after(long number, int limit) {
        return reader.list(
                """
                select alarm, kind, peer, window_start, stage, number, raised_at, evidence from pair_alarm
                where alarm > ? order by alarm limit ?""",
                query -> {
                    query.setLong(1, number);
                    query.setInt(2, limit);
                },
                row -> new Alarm.Raised(
                        row.getLong(1),
                        new Alarm(
                                AlarmKind.valueOf(row.getString(2)),
                                new PairKey(
                                        row.getString(3),
                                        Instant.ofEpochMilli(row.getLong(4)),
                                        PairStage.valueOf(row.getString(5)),
                                        row.getLong(6)),
                                row.getBytes(8)),
                        Instant.ofEpochMilli(row.getLong(7))));
    }

    /// How many alarms of a kind there are.
    public long count(AlarmKind kind) {
        return reader.first(
                        "select count(*) from pair_alarm where kind = ?",
                        query -> query.setString(1, kind.name()),
                        row -> row.getLong(1))
                .orElse(0L);
    }

    /// How many trades are left out of SETTLED lists because the peer derives another settlement.
    long disputedTrades() {
        return reader.first(
                        "select count(*) from trade where disputed_number is not null",
                        query -> {},
                        row -> row.getLong(1))
                .orElse(0L);
    }

    private enum Raise implements LedgerStep<Alarm, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Alarm> alarms) throws SQLException {
            List<Boolean> raised = new ArrayList<>(alarms.size());
            for (Alarm alarm : alarms) {
                Alarms.raise(transaction, alarm);
                raised.add(true);
            }
            return raised;
        }
    }
}
