package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.pairing.Agreed;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.pairing.SealedLists;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Closes a window's gate and fixes, with each peer, the list of trades that both should hold: the content of the first
/// `SEALED` pair digest (PROTOCOL.md, section 5).
///
/// The gate closes on time. The list waits, for at most [#RECEIPTS_MAY_TAKE], until no receipt is still on its way, so
/// that what two honest utilities were in the middle of does not make their lists differ.
final class CloseGates implements DueTask {

    static final int ORDER = 20;

    /// How long after gate closure a list may wait; the digest is due ten minutes after it.
    static final Duration RECEIPTS_MAY_TAKE = Duration.ofMinutes(5);

    private static final String LISTED = """
            t.peer = ? and t.window_start = ? and t.state in ('PENDING', 'SEALED')
                and t.sealed_number is null
                and t.seller_attestation is not null and t.buyer_attestation is not null
                and (t.state = 'SEALED' or t.receipt is not null or exists (
                    select from journal_minute m join submission s on s.statement_digest = m.statement_digest
                    where m.minute = t.buyer_minute and s.logged_at < ?))
                and not exists (select from listed_revision l where l.order_digest = t.order_digest
                    and l.window_start = t.window_start and l.revision > t.revision)""";

    private static final String PEERS_LIST = "select from pair_digest"
            + " where peer = ? and window_start = ? and stage = 'SEALED' and peer_digest is not null";

    private final String utility;
    private final AgreementBook agreements;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final DeclarePairDigest declare;

    CloseGates(
            String utility,
            AgreementBook agreements,
            LedgerReader reader,
            LedgerWriter writer,
            DeclarePairDigest declare) {
        this.utility = utility;
        this.agreements = agreements;
        this.reader = reader;
        this.writer = writer;
        this.declare = declare;
    }

    /// A window with a peer that has no list yet.
    ///
    /// @param incomplete trades and updates that this utility has attested as the buyer's and that still wait for
    /// the
    ///     receipt
    private record OpenPair(String peer, Instant windowStart, boolean closed, long incomplete) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(openPairs(), pair -> close(pair, now));
        return work.done();
    }

    private int close(OpenPair pair, Instant now) {
        Optional<Instant> gate = gateClosure(pair);
        if (gate.isEmpty() || gate.get().isAfter(now)) {
            return 0;
        }
        int closed = pair.closed() ? 0 : writer.write(CloseWindow.INSTANCE, pair.windowStart());
        boolean waited = !gate.get().plus(RECEIPTS_MAY_TAKE).isAfter(now);
        // What cannot be listed is void when the window starts; until then it costs no transaction.
        if ((pair.incomplete() > 0 && !waited) || !anythingToDeclare(pair, gate.get())) {
            return closed;
        }
        return closed + (writer.write(new FixList(gate.get()), pair) ? 1 : 0);
    }

    /// A trade, or to a peer that has declared its list that this one is empty.
    private boolean anythingToDeclare(OpenPair pair, Instant gate) {
        return reader.first(
                        "select 1 where exists (select from trade t where " + LISTED + ") or exists (" + PEERS_LIST
                                + ") or exists (" + ListUpdates.PROVEN + ")",
                        query -> {
                            bindListed(query, 1, pair, gate);
                            query.setString(4, pair.peer());
                            query.setLong(5, pair.windowStart().toEpochMilli());
                            bindListed(query, 6, pair, gate);
                        },
                        row -> true)
                .isPresent();
    }

    private static void bindListed(PreparedStatement query, int first, OpenPair pair, Instant gate)
            throws SQLException {
        query.setString(first, pair.peer());
        query.setLong(first + 1, pair.windowStart().toEpochMilli());
        query.setLong(first + 2, gate.toEpochMilli());
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return openPairs().stream()
                .flatMap(pair -> gateClosure(pair).stream())
                .map(gate -> gate.isAfter(now) ? gate : gate.plus(RECEIPTS_MAY_TAKE))
                .filter(due -> due.isAfter(now))
                .min(Instant::compareTo);
    }

    private Optional<Instant> gateClosure(OpenPair pair) {
        return agreements.gateClosure(utility, pair.peer(), pair.windowStart());
    }

    private List<OpenPair> openPairs() {
        return reader.list(
                """
                select o.peer, o.window_start, exists (select from closed_window w where w.window_start = o.window_start),
                    count(*) filter (where o.incomplete)
                from (
                    select t.peer, t.window_start, t.state = 'PENDING' and t.buyer_attestation is not null
                        and t.receipt is null as incomplete
                    from trade t where t.state in ('PENDING', 'SEALED') and t.sealed_number is null
                    union all
                    select u.peer, u.decided_at, u.buyer_attestation is not null and u.receipt is null
                    from trade_update u where u.state = 'OPEN') o
                where not exists (select from pair_digest p where p.peer = o.peer
                        and p.window_start = o.window_start and p.stage = 'SEALED' and p.own_digest is not null)
                group by o.peer, o.window_start order by o.window_start, o.peer""",
                query -> {},
                row -> new OpenPair(
                        row.getString(1), Instant.ofEpochMilli(row.getLong(2)), row.getBoolean(3), row.getLong(4)));
    }

    /// From now on no order of this window, and no update from or to it, is attested here.
    private enum CloseWindow implements LedgerStep<Instant, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Instant> windows) throws SQLException {
            List<Integer> closed = new ArrayList<>(windows.size());
            for (Instant window : windows) {
                try (PreparedStatement insert = transaction
                        .connection()
                        .prepareStatement("insert into closed_window (window_start, closed_at) values (?, ?)"
                                + " on conflict do nothing")) {
                    insert.setLong(1, window.toEpochMilli());
                    insert.setLong(2, transaction.now().toEpochMilli());
                    closed.add(insert.executeUpdate());
                }
            }
            return closed;
        }
    }

    /// Lists what has both attestations and either the receipt or, logged before gate closure, the buyer utility's own
    /// attestation; and declares it.
    private final class FixList implements LedgerStep<OpenPair, Boolean> {

        private static final String LIST = "update trade t set sealed_number = ? where " + LISTED
                + " returning t.order_digest, t.revision, " + SealedLists.ATTESTATIONS + ", t.quantity_wh";

        private final Instant gateClosure;

        FixList(Instant gateClosure) {
            this.gateClosure = gateClosure;
        }

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<OpenPair> pairs) throws SQLException {
            List<Boolean> fixed = new ArrayList<>(pairs.size());
            for (OpenPair pair : pairs) {
                fixed.add(fix(transaction, pair));
            }
            return fixed;
        }

        private boolean fix(LedgerTransaction transaction, OpenPair pair) throws SQLException {
            List<Digest> leaves = new ArrayList<>();
            long contractedWh = ListUpdates.list(transaction, pair.peer(), pair.windowStart(), gateClosure, leaves);
            try (PreparedStatement update = transaction.connection().prepareStatement(LIST)) {
                update.setLong(1, PairDigest.FIRST_NUMBER);
                bindListed(update, 2, pair, gateClosure);
                try (ResultSet rows = update.executeQuery()) {
                    while (rows.next()) {
                        leaves.add(ListUpdates.leaf(rows));
                        contractedWh = Math.addExact(contractedWh, rows.getLong(5));
                    }
                }
            }
            PairKey key = new PairKey(pair.peer(), pair.windowStart(), PairStage.SEALED, PairDigest.FIRST_NUMBER);
            // An empty list says something only to a peer whose list is not.
            boolean matters = !leaves.isEmpty() || peerHasDeclared(transaction, pair);
            return matters && declare.declare(transaction, new Agreed(key, leaves, contractedWh));
        }

        private static boolean peerHasDeclared(LedgerTransaction transaction, OpenPair pair) throws SQLException {
            try (PreparedStatement query = transaction.connection().prepareStatement(PEERS_LIST)) {
                query.setString(1, pair.peer());
                query.setLong(2, pair.windowStart().toEpochMilli());
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            }
        }
    }
}
