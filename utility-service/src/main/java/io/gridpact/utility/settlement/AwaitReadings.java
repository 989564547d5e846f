package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.metering.AwaitedReadings;
import io.gridpact.utility.metering.EstimateReadings;
import io.gridpact.utility.node.DueTask;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Waits for what a round needs: the readings of its meters, or at their deadline estimates, and in round 2 the
/// sellers' figures (PROTOCOL.md, sections 6 and 8).
public final class AwaitReadings implements DueTask {

    static final int ORDER = 110;

    private final Supplier<Optional<NetworkProfile>> profile;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final EstimateReadings estimates;

    public AwaitReadings(
            Supplier<Optional<NetworkProfile>> profile,
            LedgerReader reader,
            LedgerWriter writer,
            EstimateReadings estimates) {
        this.profile = profile;
        this.reader = reader;
        this.writer = writer;
        this.estimates = estimates;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(rounds(RoundState.OPENED), this::begin);
        work.each(rounds(RoundState.AWAITING), round -> advance(round, now));
        return work.done();
    }

    /// The reading deadlines of rounds in which readings are missing.
    @Override
    public Optional<Instant> nextDue(Instant now) {
        return rounds(RoundState.AWAITING).stream()
                .filter(round -> !complete(round))
                .flatMap(round -> readingsDue(round).stream())
                .filter(due -> due.isAfter(now))
                .min(Comparator.naturalOrder());
    }

    private int begin(Round round) {
        catchUp(round);
        move(round, RoundState.OPENED, RoundState.AWAITING);
        return 1;
    }

    private int advance(Round round, Instant now) {
        if (round.direction() == Direction.CONSUMPTION && !figuresKnown(round)) {
            return 0;
        }
        if (!complete(round)) {
            countLogged(round);
        }
        int estimated = 0;
        boolean due =
                readingsDue(round).filter(deadline -> !now.isBefore(deadline)).isPresent();
        if (due && !isLoggingPending(round)) {
            estimated = estimateMissing(round);
        }
        if (!complete(round)) {
            return estimated;
        }
        return writer.write(FixReadings.INSTANCE, round) ? estimated + 1 : estimated;
    }

    /// What this utility has signed in its meters' place counts once it is known to be logged in time.
    private void countLogged(Round round) {
        List<KeyId> meters = reader.read(connection ->
                AwaitedReadings.attested(connection, round.window().start(), round.direction()));
        for (int from = 0; from < meters.size(); from += AwaitedReadings.PAGE_METERS) {
            int to = Math.min(meters.size(), from + AwaitedReadings.PAGE_METERS);
            writer.write(CatchUp.INSTANCE, new CatchUp.Page(round, meters.subList(from, to)));
        }
    }

    private boolean isLoggingPending(Round round) {
        return reader.read(connection ->
                AwaitedReadings.isLoggingPending(connection, round.window().start(), round.direction()));
    }

    private void catchUp(Round round) {
        Optional<KeyId> after = Optional.empty();
        List<KeyId> page = missing(round, after);
        while (!page.isEmpty()) {
            writer.write(CatchUp.INSTANCE, new CatchUp.Page(round, page));
            after = Optional.of(page.getLast());
            page = missing(round, after);
        }
    }

    private int estimateMissing(Round round) {
        int estimated = 0;
        List<KeyId> page = missing(round, Optional.empty());
        while (!page.isEmpty()) {
            List<KeyId> meters = page;
            Map<KeyId, Long> caps = reader.read(connection -> capsWh(connection, round, meters));
            estimated += estimates.estimate(round.window(), round.direction(), caps);
            page = missing(round, Optional.of(page.getLast()));
        }
        return estimated;
    }

    /// The sum of each meter's caps; of no meaning for injection, of which there are none.
    private static Map<KeyId, Long> capsWh(Connection connection, Round round, List<KeyId> meters) throws SQLException {
        Map<KeyId, Long> caps = new HashMap<>();
        meters.forEach(meter -> caps.put(meter, 0L));
        if (round.direction() == Direction.INJECTION) {
            return caps;
        }
        try (SqlBatch query = new SqlBatch(connection, """
                select t.buyer_meter, sum(case when o.order_digest is null
                    then coalesce(t.seller_wh, s.allocated_wh) else 0 end)
                from unnest(?::bytea[], ?::bigint[]) as k (meter, window_start)
                join trade t on t.buyer_meter = k.meter and t.window_start = k.window_start
                left join peer_status s on s.order_digest = t.order_digest and s.direction = 'INJECTION'
                left join overdue_seller o on o.order_digest = t.order_digest
                where t.state = 'DELIVERED' group by t.buyer_meter""")) {
            meters.forEach(meter -> query.row(meter.value().bytes(), round.startMillis()));
            try (ResultSet rows = query.query()) {
                while (rows.next()) {
                    caps.put(
                            new KeyId(Digest.of(rows.getBytes(1))),
                            rows.getBigDecimal(2).longValueExact());
                }
            }
        }
        return caps;
    }

    private List<Round> rounds(RoundState state) {
        return reader.look(connection -> Rounds.in(connection, state));
    }

    private boolean figuresKnown(Round round) {
        return reader.look(connection -> Rounds.figuresKnown(connection, round));
    }

    private boolean complete(Round round) {
        return reader.read(connection ->
                AwaitedReadings.complete(connection, round.window().start(), round.direction()));
    }

    private List<KeyId> missing(Round round, Optional<KeyId> after) {
        return reader.read(connection -> AwaitedReadings.missing(
                connection, round.window().start(), round.direction(), after, AwaitedReadings.PAGE_METERS));
    }

    private Optional<Instant> readingsDue(Round round) {
        return profile.get().map(rules -> rules.deadlines().readingsDue(round.window()));
    }

    private void move(Round round, RoundState from, RoundState to) {
        writer.write(MoveRound.INSTANCE, new MoveRound.Move(round, from, to));
    }

    /// From here on the round's readings stay as they are: its sheets follow from them.
    private enum FixReadings implements LedgerStep<Round, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Round> rounds) throws SQLException {
            List<Boolean> done = new ArrayList<>(rounds.size());
            for (Round round : rounds) {
                Instant start = round.window().start();
                boolean complete = AwaitedReadings.complete(transaction.connection(), start, round.direction());
                if (complete) {
                    AwaitedReadings.fix(transaction, round.window(), round.direction());
                    Rounds.move(transaction.connection(), round, RoundState.AWAITING, RoundState.ALLOCATING);
                }
                done.add(complete);
            }
            return done;
        }
    }

    private enum CatchUp implements LedgerStep<CatchUp.Page, Boolean> {
        INSTANCE;

        record Page(Round round, List<KeyId> meters) {}

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Page> items) throws SQLException {
            List<Boolean> done = new ArrayList<>(items.size());
            for (Page page : items) {
                AwaitedReadings.catchUp(
                        transaction, page.round().window(), page.round().direction(), page.meters());
                done.add(true);
            }
            return done;
        }
    }
}
