package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.metering.EnrolledMeters;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.settlement.Standings.Known;
import io.gridpact.utility.settlement.Standings.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Once the buyers' statuses are due, gives late lines what buyers' readings have left, on sheets of a second revision
/// that move no other line (PROTOCOL.md, sections 7 and 8.4). Not before: who was logged first is served first, and
/// only then is it known who was.
public final class ServeLateLines implements DueTask {

    static final int ORDER = 125;

    private final String utility;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final Salts salts;
    private final LedgerReader reader;
    private final LedgerWriter writer;

    public ServeLateLines(
            String utility,
            Supplier<Optional<NetworkProfile>> profile,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer) {
        this.utility = utility;
        this.profile = profile;
        this.salts = salts;
        this.reader = reader;
        this.writer = writer;
    }

    /// @param meters whose sheets change; none where no late line is given anything
    private record Decision(Round round, List<AllocatedMeter> meters) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        if (profile.get().isEmpty()) {
            return 0;
        }
        NetworkProfile rules = profile.get().get();
        List<Decision> decisions = reader.read(connection -> {
            List<Decision> found = new ArrayList<>();
            for (Round round : undecided(connection)) {
                decide(connection, round, rules, now).ifPresent(found::add);
            }
            return found;
        });
        OneByOne work = new OneByOne();
        work.each(decisions, decision -> {
            writer.write(Serve.INSTANCE, decision);
            return 1;
        });
        return work.done();
    }

    /// The arbiter's word on who was late is asked for when it is due; then this runs.
    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private static List<Round> undecided(Connection connection) throws SQLException {
        return Rounds.in(connection, RoundState.SHOWN, """
                and direction = 'CONSUMPTION' and revision = 1 and not late_decided
                and exists (select from overdue_seller o where o.window_start = settlement_round.window_start)""");
    }

    private Optional<Decision> decide(Connection connection, Round round, NetworkProfile rules, Instant now)
            throws SQLException {
        StatusDeadlines unmoved = StatusDeadlines.unmoved(rules.deadlines(), round.window());
        Side own = new Side(utility, Direction.CONSUMPTION, round.window().start());
        Punctuality ownPunctuality =
                Standings.known(connection, utility, own, unmoved).punctuality();
        Set<String> late = new HashSet<>();
        for (String peer : overduePeers(connection, round)) {
            Side side = new Side(peer, Direction.INJECTION, round.window().start());
            Known known = Standings.known(connection, utility, side, unmoved);
            boolean isFinal = known.punctuality().isFinal();
            if (!isFinal || now.isBefore(known.deadlines().buyerStatus())) {
                return Optional.empty();
            }
            if (known.punctuality() == Punctuality.LATE) {
                late.add(peer);
            }
        }
        return switch (ownPunctuality) {
            case NOT_DUE, OVERDUE -> Optional.empty();
            // Its sheets are no allocation.
            case SILENT, LATE -> Optional.of(new Decision(round, List.of()));
            case ON_TIME -> Optional.of(new Decision(round, allocated(connection, round, late, rules)));
        };
    }

    private List<AllocatedMeter> allocated(Connection connection, Round round, Set<String> late, NetworkProfile rules)
            throws SQLException {
        AllocationRule rule = rules.allocationRule();
        Round second = new Round(round.window(), round.direction(), SheetRoot.LATE_REVISION);
        List<MeterClaims> claims = LateLines.served(connection, round, late);
        Map<KeyId, byte[]> keys = EnrolledMeters.keys(
                connection, claims.stream().map(MeterClaims::meter).toList());
        List<AllocatedMeter> allocated = new ArrayList<>(claims.size());
        for (MeterClaims meter : claims) {
            byte[] key = Optional.ofNullable(keys.get(meter.meter())).orElseThrow();
            allocated.add(AllocatedMeter.of(meter, rule, utility, key, second, salts));
        }
        return allocated;
    }

    private static List<String> overduePeers(Connection connection, Round round) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select distinct peer from overdue_seller where window_start = ?")) {
            query.setLong(1, round.startMillis());
            List<String> peers = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    peers.add(rows.getString(1));
                }
            }
            return peers;
        }
    }

    private enum Serve implements LedgerStep<Decision, Boolean> {
        INSTANCE;

        /// Sheets without late lines stand in the second revision as they are.
        private static final List<String> COPY = List.of(
                """
                insert into sheet (window_start, direction, meter_key_id, sheet_key, sheet_digest, reading_wh,
                    reading_digest, rule, root, wanted_wh, allocated_wh, leaf_count, revision)
                select window_start, direction, meter_key_id, sheet_key, sheet_digest, reading_wh,
                    reading_digest, rule, root, wanted_wh, allocated_wh, leaf_count, 2
                from sheet where window_start = ? and direction = 'CONSUMPTION' and revision = 1
                on conflict do nothing""",
                """
                insert into allocation (window_start, direction, meter_key_id, leaf_index, order_digest, peer, cap_wh,
                    wanted_wh, allocated_wh, leaf_salt, revision)
                select window_start, direction, meter_key_id, leaf_index, order_digest, peer, cap_wh,
                    wanted_wh, allocated_wh, leaf_salt, 2
                from allocation where window_start = ? and direction = 'CONSUMPTION' and revision = 1
                on conflict do nothing""",
                """
                insert into settlement_round (window_start, direction, window_end, state, revision)
                select window_start, direction, window_end, 'ALLOCATING', 2 from settlement_round
                where window_start = ? and direction = 'CONSUMPTION' and revision = 1""",
                // What was asked about the first revision is asked again about the second.
                """
                update settlement_pair p set state = 'OPEN' where p.window_start = ? and p.state = 'ASKED'
                    and exists (select from settlement_side s where s.window_start = p.window_start
                        and s.peer = p.peer and s.direction = 'CONSUMPTION')""");

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Decision> items) throws SQLException {
            List<Boolean> served = new ArrayList<>(items.size());
            for (Decision item : items) {
                serve(transaction, item);
                served.add(true);
            }
            return served;
        }

        private static void serve(LedgerTransaction transaction, Decision item) throws SQLException {
            Connection connection = transaction.connection();
            long start = item.round().startMillis();
            if (!item.meters().isEmpty()) {
                Round second = new Round(item.round().window(), item.round().direction(), SheetRoot.LATE_REVISION);
                StoreSheets.Sheets sheets = new StoreSheets.Sheets(second, item.meters());
                StoreSheets.storeSheets(transaction, sheets);
                StoreSheets.storeLines(transaction, sheets);
                for (String copy : COPY) {
                    execute(connection, copy, start);
                }
            }
            execute(connection, """
                    update settlement_round set late_decided = true
                    where window_start = ? and direction = 'CONSUMPTION' and revision = 1""", start);
        }

        private static void execute(Connection connection, String sql, long windowStart) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, windowStart);
                statement.executeUpdate();
            }
        }
    }
}
