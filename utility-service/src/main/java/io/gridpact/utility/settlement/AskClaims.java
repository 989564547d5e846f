package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// From when statuses can be claimed until a pair is settled has the arbiter asked what was: of this utility, so that
/// it answers within 30 minutes, and by it (PROTOCOL.md, section 8.5).
public final class AskClaims implements DueTask {

    static final int ORDER = 107;

    /// While a question is in the outbox.
    static final long UNTIL_ANSWERED = Long.MAX_VALUE;

    /// Pairs of which not everything is known that was claimed.
    private static final String PAIRS = """
            from settlement_pair p left join claim_question q on q.peer = p.peer and q.window_start = p.window_start
            where p.peer <> ? and p.state <> 'SETTLED'
                and not coalesce(q.sellers_decided and q.buyers_decided, false)\s""";

    private final String utility;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Ask step;

    public AskClaims(
            String utility,
            String arbiter,
            Supplier<Optional<NetworkProfile>> profile,
            LedgerReader reader,
            LedgerWriter writer) {
        this.utility = utility;
        this.profile = profile;
        this.reader = reader;
        this.writer = writer;
        this.step = new Ask(arbiter);
    }

    static Digest subject(Pair pair) {
        return Hash.tagged("claim-question")
                .text(pair.peer())
                .instant(pair.windowStart())
                .finish();
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        patience().ifPresent(patience -> work.each(due(now, patience), pair -> writer.write(step, pair)));
        return work.done();
    }

    private List<Pair> due(Instant now, Duration patience) {
        return reader.list(
                "select p.window_start, p.peer " + PAIRS + """
                    and p.window_start <= ? and (q.ask_again_at is null or q.ask_again_at <= ?)
                order by p.window_start, p.peer""",
                query -> {
                    query.setString(1, utility);
                    query.setLong(2, now.minus(patience).toEpochMilli());
                    query.setLong(3, now.toEpochMilli());
                },
                row -> new Pair(Instant.ofEpochMilli(row.getLong(1)), row.getString(2)));
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return patience().flatMap(patience -> Stream.concat(
                        first(
                                "select min(q.ask_again_at) " + PAIRS + "and q.ask_again_at > ? and q.ask_again_at < "
                                        + UNTIL_ANSWERED,
                                now),
                        first("select min(p.window_start) " + PAIRS + "and p.window_start > ?", now.minus(patience))
                                .map(start -> start.plus(patience)))
                .min(Instant::compareTo));
    }

    private Stream<Instant> first(String sql, Instant after) {
        return reader
                .first(
                        sql,
                        query -> {
                            query.setString(1, utility);
                            query.setLong(2, after.toEpochMilli());
                        },
                        row -> Optional.ofNullable(row.getObject(1, Long.class)))
                .flatMap(found -> found)
                .map(Instant::ofEpochMilli)
                .stream();
    }

    /// From a window's start until the first status can be claimed.
    private Optional<Duration> patience() {
        return profile.get().map(rules -> rules.windowLength()
                .plus(rules.deadlines().sellerStatusAfterEnd())
                .plus(StatusClaim.AFTER_DEADLINE));
    }

    private record Ask(String arbiter) implements LedgerStep<Pair, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Pair> pairs) throws SQLException {
            List<Integer> asked = new ArrayList<>(pairs.size());
            for (Pair pair : pairs) {
                asked.add(ask(transaction, pair));
            }
            return asked;
        }

        private int ask(LedgerTransaction transaction, Pair pair) throws SQLException {
            try (PreparedStatement upsert = transaction.connection().prepareStatement("""
                    insert into claim_question (subject, peer, window_start, ask_again_at) values (?, ?, ?, ?)
                    on conflict (subject) do update set ask_again_at = excluded.ask_again_at
                    where claim_question.ask_again_at <= ?""")) {
                upsert.setBytes(1, subject(pair).bytes());
                upsert.setString(2, pair.peer());
                upsert.setLong(3, pair.startMillis());
                upsert.setLong(4, UNTIL_ANSWERED);
                upsert.setLong(5, transaction.now().toEpochMilli());
                if (upsert.executeUpdate() == 0) {
                    return 0;
                }
            }
            transaction.enqueue(new OutboxMessage(arbiter, LearnClaims.KIND, subject(pair)));
            return 1;
        }
    }
}
