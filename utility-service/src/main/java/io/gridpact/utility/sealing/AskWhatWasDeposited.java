package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a window begins with trades that are still pending, has the arbiter asked what was deposited: until it has
/// answered, whether they are void is not this utility's to say (PROTOCOL.md, section 5).
public final class AskWhatWasDeposited implements DueTask {

    static final int ORDER = 38;

    /// Until it is answered a question stays in the outbox.
    private static final long UNTIL_ANSWERED = Long.MAX_VALUE;

    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Ask step;

    public AskWhatWasDeposited(String arbiter, LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
        this.step = new Ask(arbiter);
    }

    private record Undecided(String peer, Instant windowStart) {

        Digest subject() {
            return Hash.tagged("sealing-question")
                    .text(peer)
                    .instant(windowStart)
                    .finish();
        }
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        List<Undecided> undecided = reader.list(
                """
                select distinct t.peer, t.window_start from (
                    select peer, window_start, state from trade where state = 'PENDING'
                    union all select peer, decided_at, 'PENDING' from trade_update where state = 'OPEN') t
                left join sealing_question q on q.peer = t.peer and q.window_start = t.window_start
                where t.state = 'PENDING' and t.window_start <= ? and (q.ask_again_at is null or q.ask_again_at <= ?)
                order by t.window_start, t.peer""",
                query -> {
                    query.setLong(1, now.toEpochMilli());
                    query.setLong(2, now.toEpochMilli());
                },
                row -> new Undecided(row.getString(1), Instant.ofEpochMilli(row.getLong(2))));
        int done = 0;
        for (Undecided pair : undecided) {
            done += writer.write(step, pair);
        }
        return done;
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return reader
                .list(
                        """
                        select min(window_start) from trade where state = 'PENDING' and window_start > ?
                        union all
                        select min(decided_at) from trade_update where state = 'OPEN' and decided_at > ?
                        union all
                        select min(q.ask_again_at) from sealing_question q
                        where q.ask_again_at > ? and q.ask_again_at < ? and (exists (select from trade t
                            where t.state = 'PENDING' and t.peer = q.peer and t.window_start = q.window_start)
                            or exists (select from trade_update u where u.state = 'OPEN' and u.peer = q.peer
                                and u.decided_at = q.window_start))""",
                        query -> {
                            query.setLong(1, now.toEpochMilli());
                            query.setLong(2, now.toEpochMilli());
                            query.setLong(3, now.toEpochMilli());
                            query.setLong(4, UNTIL_ANSWERED);
                        },
                        row -> Optional.ofNullable(row.getObject(1, Long.class)))
                .stream()
                .flatMap(Optional::stream)
                .map(Instant::ofEpochMilli)
                .min(Instant::compareTo);
    }

    private record Ask(String arbiter) implements LedgerStep<Undecided, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Undecided> pairs) throws SQLException {
            List<Integer> asked = new ArrayList<>(pairs.size());
            for (Undecided pair : pairs) {
                asked.add(ask(transaction, pair));
            }
            return asked;
        }

        private int ask(LedgerTransaction transaction, Undecided pair) throws SQLException {
            try (PreparedStatement upsert = transaction.connection().prepareStatement("""
                    insert into sealing_question (subject, peer, window_start, ask_again_at) values (?, ?, ?, ?)
                    on conflict (subject) do update set ask_again_at = excluded.ask_again_at
                    where sealing_question.ask_again_at <= ?""")) {
                upsert.setBytes(1, pair.subject().bytes());
                upsert.setString(2, pair.peer());
                upsert.setLong(3, pair.windowStart().toEpochMilli());
                upsert.setLong(4, UNTIL_ANSWERED);
                upsert.setLong(5, transaction.now().toEpochMilli());
                if (upsert.executeUpdate() == 0) {
                    return 0;
                }
            }
            transaction.enqueue(new OutboxMessage(arbiter, LearnDeposits.KIND, pair.subject()));
            return 1;
        }
    }
}
