package io.gridpact.utility.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.pairing.SealedLists;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When the minutes of this utility's attestations are logged: takes over since when each counts, and has the peer
/// shown the proof (PROTOCOL.md, section 5).
final class ShowSealing implements DueTask {

    static final int ORDER = 35;

    /// Outbox kind; about a SEALED pair digest of this utility.
    static final String KIND = "SEALING_PROOFS";

    private final String utility;
    private final AgreementBook agreements;
    private final LedgerReader reader;
    private final LedgerWriter writer;

    ShowSealing(String utility, AgreementBook agreements, LedgerReader reader, LedgerWriter writer) {
        this.utility = utility;
        this.agreements = agreements;
        this.reader = reader;
        this.writer = writer;
    }

    /// A concluded list whose attestations are all logged.
    private record LoggedList(String peer, Instant windowStart, long number, Digest statement) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        work.each(loggedLists(), list -> agreements
                .gateClosure(utility, list.peer(), list.windowStart())
                .map(gate -> writer.write(new TakeOver(utility, gate), list))
                .orElse(0));
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private List<LoggedList> loggedLists() {
        return reader.list(
                """
                select p.peer, p.window_start, p.number, p.own_statement_digest from pair_digest p
                where p.stage = 'SEALED' and p.concluded and not p.proofs_enqueued and not exists (
                    select from trade t
                    left join journal_minute sm on sm.minute = t.seller_minute
                    left join submission ss on ss.statement_digest = sm.statement_digest
                    left join journal_minute bm on bm.minute = t.buyer_minute
                    left join submission bs on bs.statement_digest = bm.statement_digest
                    where (t.seller_minute is not null and ss.log_receipt is null
                            or t.buyer_minute is not null and bs.log_receipt is null) and\s""" + SealedLists.IN_LIST + ") order by p.window_start, p.peer",
                query -> {},
                row -> new LoggedList(
                        row.getString(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getLong(3),
                        Digest.of(row.getBytes(4))));
    }

    private record TakeOver(String utility, Instant gateClosure) implements LedgerStep<LoggedList, Integer> {

        private static final String OWN = """
                select t.order_digest, t.seller_logged_at, ss.logged_at, t.buyer_logged_at, bs.logged_at,
                    t.seller_minute is not null, t.buyer_minute is not null
                from trade t join (select ?::text as peer, ?::bigint as window_start, ?::bigint as number) p
                    on\s""" + SealedLists.IN_LIST + """
                left join journal_minute sm on sm.minute = t.seller_minute
                left join submission ss on ss.statement_digest = sm.statement_digest
                left join journal_minute bm on bm.minute = t.buyer_minute
                left join submission bs on bs.statement_digest = bm.statement_digest""";

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<LoggedList> lists) throws SQLException {
            List<Integer> done = new ArrayList<>(lists.size());
            for (LoggedList list : lists) {
                done.add(takeOver(transaction, list));
            }
            return done;
        }

        private int takeOver(LedgerTransaction transaction, LoggedList list) throws SQLException {
            try (PreparedStatement mark = transaction
                    .connection()
                    .prepareStatement("update pair_digest set proofs_enqueued = true"
                            + " where own_statement_digest = ? and not proofs_enqueued")) {
                mark.setBytes(1, list.statement().bytes());
                if (mark.executeUpdate() == 0) {
                    return 0;
                }
            }
            EffectiveTimes.store(transaction, own(transaction, list));
            if (!list.peer().equals(utility)) {
                transaction.enqueue(new OutboxMessage(list.peer(), KIND, list.statement()));
            }
            return 1;
        }

        private List<EffectiveTimes.Row> own(LedgerTransaction transaction, LoggedList list) throws SQLException {
            List<EffectiveTimes.Row> rows = new ArrayList<>();
            try (PreparedStatement query = transaction.connection().prepareStatement(OWN)) {
                query.setString(1, list.peer());
                query.setLong(2, list.windowStart().toEpochMilli());
                query.setLong(3, list.number());
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        rows.add(new EffectiveTimes.Row(
                                Digest.of(row.getBytes(1)),
                                row.getBoolean(6)
                                        ? EffectiveTimes.of(row.getLong(2), row.getLong(3), gateClosure)
                                        : null,
                                row.getBoolean(7)
                                        ? EffectiveTimes.of(row.getLong(4), row.getLong(5), gateClosure)
                                        : null));
                    }
                }
            }
            return rows;
        }
    }
}
