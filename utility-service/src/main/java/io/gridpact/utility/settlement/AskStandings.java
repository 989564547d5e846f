package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.settlement.Standings.Known;
import io.gridpact.utility.settlement.Standings.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// At the deadlines of statuses has the arbiter asked about sides whose figures are missing, or came late: nobody else
/// can say whether they were in time, nor whether the deadline has moved (PROTOCOL.md, sections 8.4 and 9).
public final class AskStandings implements DueTask {

    static final int ORDER = 105;

    /// While a question is in the outbox.
    static final long UNTIL_ANSWERED = Long.MAX_VALUE;

    private final String utility;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Ask step;

    public AskStandings(
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

    /// A side that is to be asked about.
    ///
    /// @param peer whose pair with this utility waits for it
    /// @param from when the answer can help
    private record Want(Side side, String peer, Instant from) {}

    static Digest subject(Side side) {
        return Hash.tagged("standing-question")
                .text(side.utility())
                .text(side.direction().name())
                .instant(side.windowStart())
                .finish();
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(
                wants(now).stream().filter(want -> !want.from().isAfter(now)).toList(),
                want -> writer.write(step, want));
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        Optional<Instant> again = reader.first(
                        "select min(ask_again_at) from standing_question where ask_again_at > ? and ask_again_at < ?",
                        query -> {
                            query.setLong(1, now.toEpochMilli());
                            query.setLong(2, UNTIL_ANSWERED);
                        },
                        row -> Optional.ofNullable(row.getObject(1, Long.class)))
                .flatMap(found -> found)
                .map(Instant::ofEpochMilli);
        return Stream.concat(
                        Stream.concat(again.stream(), nextDeadline(now).stream()),
                        wants(now).stream().map(Want::from).filter(from -> from.isAfter(now)))
                .min(Instant::compareTo);
    }

    /// Of pairs that nobody is late for yet.
    private Optional<Instant> nextDeadline(Instant now) {
        return profile.get().flatMap(rules -> {
            Duration patience = patience(rules);
            return reader.first(
                            "select min(window_start) from settlement_pair where state = 'OPEN' and window_start > ?",
                            query -> query.setLong(1, now.minus(patience).toEpochMilli()),
                            row -> Optional.ofNullable(row.getObject(1, Long.class)))
                    .flatMap(found -> found)
                    .map(start -> Instant.ofEpochMilli(start).plus(patience));
        });
    }

    /// From a window's start until the first side can be late.
    private static Duration patience(NetworkProfile rules) {
        return rules.windowLength().plus(rules.deadlines().sellerStatusAfterEnd());
    }

    private List<Want> wants(Instant now) {
        if (profile.get().isEmpty()) {
            return List.of();
        }
        NetworkProfile rules = profile.get().get();
        Instant latest = now.minus(patience(rules));
        boolean any = reader.look(connection -> LateSide.anyOpen(connection, latest)
                || !OpenRounds.waiting(connection).isEmpty());
        if (!any) {
            return List.of();
        }
        return reader.read(connection -> {
            List<Want> wants = new ArrayList<>();
            for (LateSide side : LateSide.open(connection, utility, latest)) {
                addWants(connection, side, rules, wants);
            }
            addUnopened(connection, rules, wants);
            return wants;
        });
    }

    private void addWants(Connection connection, LateSide side, NetworkProfile rules, List<Want> wants)
            throws SQLException {
        Known own = side.own(connection, utility, rules);
        Known peers = side.peers(connection, utility, rules);
        boolean missing = side.peerFigures() < side.trades();
        Optional<Instant> ofPeer = missing || peers.isOverdue() ? ask(peers) : Optional.empty();
        if (ofPeer.isEmpty() && isServedLate(own, peers) && peers.lateCounts().isEmpty()) {
            ofPeer = Optional.of(peers.deadlines().settlement());
        }
        ofPeer.ifPresent(from -> wants.add(new Want(peers.side(), side.pair().peer(), from)));
        Optional<Instant> ofOwn = own.loggedAt().isPresent() ? ask(own) : Optional.empty();
        if (ofOwn.isEmpty()
                && own.lateLoggedAt().isPresent()
                && own.lateCounts().isEmpty()) {
            ofOwn = Optional.of(own.deadlines().settlement());
        }
        ofOwn.ifPresent(from -> wants.add(new Want(own.side(), side.pair().peer(), from)));
    }

    /// Whether this utility, as a late seller's, waits for a sheet that serves its line.
    private static boolean isServedLate(Known own, Known peers) {
        return own.side().direction() == Direction.INJECTION
                && own.punctuality() == Punctuality.LATE
                && peers.punctuality() == Punctuality.ON_TIME;
    }

    /// From when on the arbiter's word decides more than is known; empty where nothing is open.
    private static Optional<Instant> ask(Known known) {
        if (known.punctuality().isFinal()) {
            return Optional.empty();
        }
        StatusDeadlines due = known.deadlines();
        boolean sellers = known.side().direction() == Direction.INJECTION
                && known.standing()
                        .filter(word -> !word.asOf().isBefore(due.sellerStatus()))
                        .isEmpty();
        return Optional.of(sellers ? due.sellerStatus() : due.buyerStatus());
    }

    /// Windows in which trades are undecided, or were never said to be confirmed when: whether their deadline has moved
    /// is the arbiter's to say.
    private void addUnopened(Connection connection, NetworkProfile rules, List<Want> wants) throws SQLException {
        for (OpenRounds.Waiting window : OpenRounds.waiting(connection)) {
            Side side = new Side(utility, Direction.INJECTION, window.start());
            Known own = Standings.known(connection, utility, side, window.deadlines(rules));
            boolean said = own.standing()
                    .filter(word -> !word.asOf().isBefore(word.deadlines().sellerStatus()))
                    .isPresent();
            if (!said) {
                wants.add(new Want(side, utility, own.deadlines().sellerStatus()));
            }
        }
    }

    private record Ask(String arbiter) implements LedgerStep<Want, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Want> wants) throws SQLException {
            List<Integer> asked = new ArrayList<>(wants.size());
            for (Want want : wants) {
                asked.add(ask(transaction, want));
            }
            return asked;
        }

        private int ask(LedgerTransaction transaction, Want want) throws SQLException {
            LatePairs.mark(transaction.connection(), new Pair(want.side().windowStart(), want.peer()));
            Digest subject = subject(want.side());
            try (PreparedStatement upsert = transaction.connection().prepareStatement("""
                    insert into standing_question (subject, utility, direction, window_start, ask_again_at)
                    values (?, ?, ?, ?, ?)
                    on conflict (subject) do update set ask_again_at = excluded.ask_again_at
                    where standing_question.ask_again_at <= ?""")) {
                upsert.setBytes(1, subject.bytes());
                upsert.setString(2, want.side().utility());
                upsert.setString(3, want.side().direction().name());
                upsert.setLong(4, want.side().windowStart().toEpochMilli());
                upsert.setLong(5, UNTIL_ANSWERED);
                upsert.setLong(6, transaction.now().toEpochMilli());
                if (upsert.executeUpdate() == 0) {
                    return 0;
                }
            }
            transaction.enqueue(new OutboxMessage(arbiter, LearnStandings.KIND, subject));
            return 1;
        }
    }
}
