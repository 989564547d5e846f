package io.gridpact.utility.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps statuses back from utilities that sign readings in their meters' place, until nothing that they sign counts
/// any
/// more (PROTOCOL.md, section 6): a figure that they have seen is one to which they could fit their word. Which they
/// are
/// is attested with each trade.
public final class HeldStatuses implements DueTask {

    static final int ORDER = 135;

    /// Clocks of the utilities and the arbiter differ by less, or the utility is not ready.
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final LedgerReader reader;
    private final LedgerWriter writer;

    public HeldStatuses(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /// Peers in a window with a meter that cannot sign, by their own attestations.
    static Set<String> peers(Connection connection, Instant windowStart, String utility) throws SQLException {
        Set<String> peers = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement("""
                select t.peer, case when t.peer = t.seller_utility then t.seller_attestation else t.buyer_attestation end
                from trade t where t.window_start = ? and t.state = 'DELIVERED' and t.peer <> ?""")) {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, utility);
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (!peers.contains(rows.getString(1)) && StatusSubject.meterCannotSign(rows.getBytes(2))) {
                        peers.add(rows.getString(1));
                    }
                }
            }
        }
        return peers;
    }

    /// Notes until when a window's statuses are kept back from these peers.
    static void hold(LedgerTransaction transaction, Instant windowStart, Set<String> peers, Instant readingsDue)
            throws SQLException {
        try (PreparedStatement update = transaction
                .connection()
                .prepareStatement("update settlement_pair set statuses_from = ? where window_start = ? and peer = ?")) {
            for (String peer : peers) {
                update.setLong(1, readingsDue.plus(CLOCK_TOLERANCE).toEpochMilli());
                update.setLong(2, windowStart.toEpochMilli());
                update.setString(3, peer);
                update.executeUpdate();
            }
        }
    }

    static boolean isHeld(LedgerTransaction transaction, Round round, String peer) throws SQLException {
        try (PreparedStatement query = transaction.connection().prepareStatement("""
                select 1 from settlement_pair where window_start = ? and peer = ? and statuses_from is not null""")) {
            query.setLong(1, round.startMillis());
            query.setString(2, peer);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private record Held(String peer, Instant windowStart, Instant from) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(held(), held -> held.from().isAfter(now) ? 0 : writer.write(Release.INSTANCE, held));
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return held().stream().map(Held::from).filter(from -> from.isAfter(now)).findFirst();
    }

    private List<Held> held() {
        return reader.list(
                """
                select peer, window_start, statuses_from from settlement_pair
                where statuses_from is not null order by statuses_from, peer""",
                query -> {},
                row -> new Held(
                        row.getString(1), Instant.ofEpochMilli(row.getLong(2)), Instant.ofEpochMilli(row.getLong(3))));
    }

    private enum Release implements LedgerStep<Held, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Held> items) throws SQLException {
            List<Integer> released = new ArrayList<>(items.size());
            for (Held held : items) {
                released.add(release(transaction, held));
            }
            return released;
        }

        /// What is signed is sent, and what is signed from now on too.
        private static int release(LedgerTransaction transaction, Held held) throws SQLException {
            try (PreparedStatement query = transaction
                    .connection()
                    .prepareStatement(
                            "select page_digest from status_page where window_start = ? and peer = ? order by direction desc, number")) {
                query.setLong(1, held.windowStart().toEpochMilli());
                query.setString(2, held.peer());
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        transaction.enqueue(
                                new OutboxMessage(held.peer(), SendStatuses.KIND, Digest.of(rows.getBytes(1))));
                    }
                }
            }
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                    update settlement_pair set statuses_from = null
                    where window_start = ? and peer = ? and statuses_from is not null""")) {
                update.setLong(1, held.windowStart().toEpochMilli());
                update.setString(2, held.peer());
                return update.executeUpdate();
            }
        }
    }
}
