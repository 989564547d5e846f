package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.metering.AwaitedReadings;
import io.gridpact.utility.node.DueTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Begins the rounds of a window once all its trades are delivered and it is known when each was confirmed: from then
/// on which trades share a meter does not change. Trades of which the two utilities have not agreed that they are
/// sealed, and those of which a peer has not shown when it logged them, hold the others up until the deadline of the
/// sellers' statuses, as the arbiter says that it has moved, and no longer.
public final class OpenRounds implements DueTask {

    static final int ORDER = 100;

    /// A window that is not opened because of trades that are undecided or undated.
    record Waiting(Instant start, Instant end) {

        StatusDeadlines deadlines(NetworkProfile rules) {
            return StatusDeadlines.unmoved(rules.deadlines(), new DeliveryWindow(start, end));
        }
    }

    /// Windows with delivered trades, found by skipping from one to the next in the index, that are not opened yet.
    private static final String UNOPENED = """
            with recursive delivered as (
                (select window_start from trade where state = 'DELIVERED' order by window_start limit 1)
                union all
                select (select t.window_start from trade t
                    where t.state = 'DELIVERED' and t.window_start > d.window_start
                    order by t.window_start limit 1)
                from delivered d where d.window_start is not null)
            select d.window_start,
                (select t.window_end from trade t where t.window_start = d.window_start limit 1),
                exists (select from trade t where t.state = 'PENDING' and t.window_start = d.window_start)
                    or exists (select from trade t
                        where t.state = 'DELIVERED' and t.window_start = d.window_start
                            and (t.seller_effective_at is null or t.buyer_effective_at is null))
            from delivered d
            where d.window_start is not null
                and not exists (select from settlement_round r where r.window_start = d.window_start)
                and not exists (select from trade t where t.state = 'SEALED' and t.window_start = d.window_start)
            order by d.window_start""";

    /// What a peer has not shown to be logged earlier counts as logged at gate closure.
    private static final String DATE = """
            update trade set seller_effective_at = coalesce(seller_effective_at, ?),
                buyer_effective_at = coalesce(buyer_effective_at, ?),
                confirmed_at = greatest(coalesce(seller_effective_at, ?), coalesce(buyer_effective_at, ?))
            where window_start = ? and state = 'DELIVERED'
                and (seller_effective_at is null or buyer_effective_at is null)""";

    private final String utility;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Open step = new Open();

    public OpenRounds(
            String utility, Supplier<Optional<NetworkProfile>> profile, LedgerReader reader, LedgerWriter writer) {
        this.utility = utility;
        this.profile = profile;
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        List<Instant> ready = reader.look(this::ready);
        OneByOne work = new OneByOne();
        work.each(ready, windowStart -> {
            // Attestations never change, and neither does which trades are delivered.
            Set<String> cannotSign = reader.scan(connection -> HeldStatuses.peers(connection, windowStart, utility));
            writer.write(step, new Opening(windowStart, cannotSign));
            return 1;
        });
        return work.done();
    }

    /// Windows end by order's task, and what is undecided is asked of the arbiter when that is due.
    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    /// Windows that wait for undecided or undated trades.
    static List<Waiting> waiting(Connection connection) throws SQLException {
        List<Waiting> waiting = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(UNOPENED);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (rows.getBoolean(3)) {
                    waiting.add(
                            new Waiting(Instant.ofEpochMilli(rows.getLong(1)), Instant.ofEpochMilli(rows.getLong(2))));
                }
            }
        }
        return waiting;
    }

    private List<Instant> ready(Connection connection) throws SQLException {
        List<Instant> ready = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(UNOPENED);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Instant start = Instant.ofEpochMilli(rows.getLong(1));
                if (!rows.getBoolean(3) || isPatienceOver(connection, start)) {
                    ready.add(start);
                }
            }
        }
        return ready;
    }

    private boolean isPatienceOver(Connection connection, Instant windowStart) throws SQLException {
        return Standings.standing(connection, new Standings.Side(utility, Direction.INJECTION, windowStart))
                .filter(word -> !word.asOf().isBefore(word.deadlines().sellerStatus()))
                .isPresent();
    }

    private long gateClosureMillis(long windowStart) {
        return profile.get()
                .map(rules ->
                        windowStart - rules.deadlines().gateClosureBeforeStart().toMillis())
                .orElse(windowStart);
    }

    /// @param cannotSign peers with meters that cannot sign
    private record Opening(Instant windowStart, Set<String> cannotSign) {}

    private final class Open implements LedgerStep<Opening, Boolean> {

        /// The other side's figures that came before are counted.
        private static final String SIDES = """
                insert into settlement_side (window_start, direction, peer, trades, peer_figures)
                select t.window_start, 'INJECTION', t.peer, count(*), count(s.order_digest)
                from trade t left join peer_status s
                    on s.order_digest = t.order_digest and s.direction = 'CONSUMPTION'
                        and not exists (select from sheet_root r where r.utility = t.peer
                            and r.direction = s.direction and r.window_start = t.window_start and r.overdue)
                where t.window_start = ? and t.seller_utility = ? and t.state = 'DELIVERED'
                group by t.window_start, t.peer
                union all
                select t.window_start, 'CONSUMPTION', t.peer, count(*), count(s.order_digest)
                from trade t left join peer_status s
                    on s.order_digest = t.order_digest and s.direction = 'INJECTION'
                        and not exists (select from sheet_root r where r.utility = t.peer
                            and r.direction = s.direction and r.window_start = t.window_start and r.overdue)
                where t.window_start = ? and t.buyer_utility = ? and t.state = 'DELIVERED'
                group by t.window_start, t.peer""";

        private static final String ROUNDS = """
                insert into settlement_round (window_start, direction, window_end, state)
                select distinct s.window_start, s.direction,
                    (select t.window_end from trade t where t.window_start = s.window_start limit 1), 'OPENED'
                from settlement_side s where s.window_start = ?""";

        private static final String PAIRS = """
                insert into settlement_pair (window_start, peer, state, opened_at)
                select distinct s.window_start, s.peer, 'OPEN', ?::bigint
                from settlement_side s where s.window_start = ?""";

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Opening> openings) throws SQLException {
            List<Boolean> opened = new ArrayList<>(openings.size());
            for (Opening opening : openings) {
                open(transaction, opening.windowStart());
                hold(transaction, opening);
                opened.add(true);
            }
            return opened;
        }

        private void hold(LedgerTransaction transaction, Opening opening) throws SQLException {
            if (!opening.cannotSign().isEmpty()) {
                NetworkProfile rules = profile.get().orElseThrow();
                Instant due = rules.deadlines().readingsDue(rules.windowAt(opening.windowStart()));
                HeldStatuses.hold(transaction, opening.windowStart(), opening.cannotSign(), due);
            }
        }

        private void open(LedgerTransaction transaction, Instant windowStart) throws SQLException {
            Connection connection = transaction.connection();
            long start = windowStart.toEpochMilli();
            date(connection, start);
            try (PreparedStatement sides = connection.prepareStatement(SIDES);
                    PreparedStatement rounds = connection.prepareStatement(ROUNDS);
                    PreparedStatement pairs = connection.prepareStatement(PAIRS)) {
                sides.setLong(1, start);
                sides.setString(2, utility);
                sides.setLong(3, start);
                sides.setString(4, utility);
                sides.executeUpdate();
                rounds.setLong(1, start);
                rounds.executeUpdate();
                pairs.setLong(1, transaction.now().toEpochMilli());
                pairs.setLong(2, start);
                pairs.executeUpdate();
            }
            AwaitedReadings.awaitTraded(transaction, utility, windowStart);
        }

        private void date(Connection connection, long windowStart) throws SQLException {
            try (PreparedStatement update = connection.prepareStatement(DATE)) {
                for (int place = 1; place <= 4; place++) {
                    update.setLong(place, gateClosureMillis(windowStart));
                }
                update.setLong(5, windowStart);
                update.executeUpdate();
            }
        }
    }
}
