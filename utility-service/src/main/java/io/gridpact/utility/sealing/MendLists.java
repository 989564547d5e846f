package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigest;
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

/// Finds digests that differ from the peer's and has the lists compared; of stage SEALED as long as the window has not
/// begun (PROTOCOL.md, sections 5 and 8). Both utilities do so, and come to the same.
public final class MendLists implements DueTask {

    static final int ORDER = 32;

    private final LedgerReader reader;
    private final LedgerWriter writer;

    public MendLists(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /// @param statement this utility's own
    private record Differing(String peer, Digest statement) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        List<Differing> differing = reader.list(
                """
                select p.peer, p.own_statement_digest from pair_digest p
                where not p.concluded and not p.mending and p.own_digest <> p.peer_digest
                    and (p.stage = 'SETTLED' or p.window_start > ?) and p.number < ?
                order by p.window_start, p.peer, p.number""",
                query -> {
                    query.setLong(1, now.toEpochMilli());
                    query.setLong(2, PairDigest.LAST_NUMBER);
                },
                row -> new Differing(row.getString(1), Digest.of(row.getBytes(2))));
        int done = 0;
        for (Differing one : differing) {
            done += writer.write(Begin.INSTANCE, one);
        }
        return done;
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        return Optional.empty();
    }

    private enum Begin implements LedgerStep<Differing, Integer> {
        INSTANCE;

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Differing> items) throws SQLException {
            List<Integer> begun = new ArrayList<>(items.size());
            for (Differing item : items) {
                try (PreparedStatement update = transaction
                        .connection()
                        .prepareStatement("update pair_digest set mending = true"
                                + " where own_statement_digest = ? and not mending")) {
                    update.setBytes(1, item.statement().bytes());
                    begun.add(update.executeUpdate());
                }
                transaction.enqueue(new OutboxMessage(item.peer(), SendMending.KIND, item.statement()));
            }
            return begun;
        }
    }
}
