package io.gridpact.utility.sealing;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.pairing.SealedLists;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Signs deposits for trades, and updates that are not in force, that are in this utility's list and that the peer has
/// refused, or that no equal digests
/// have sealed when SEALED digests are due (PROTOCOL.md, section 5).
public final class DepositSealings implements DueTask {

    static final int ORDER = 36;

    /// Trades at once.
    private static final int MAX_TRADES = 500;

    private final String utility;
    private final AgreementBook agreements;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SignDeposit step;

    public DepositSealings(
            String utility,
            String arbiter,
            AgreementBook agreements,
            Signer signer,
            Salts salts,
            Watermark watermark,
            LedgerReader reader,
            LedgerWriter writer) {
        this.utility = utility;
        this.agreements = agreements;
        this.reader = reader;
        this.writer = writer;
        this.step = new SignDeposit(utility, arbiter, signer, salts, watermark);
    }

    /// A pending trade of a list.
    ///
    /// @param refused by the peer, that is
    /// @param subject the order, or the update that is not in force
    private record Unsealed(
            String peer, Instant windowStart, Digest order, Digest subject, Digest leaf, boolean refused) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        int done = 0;
        for (Unsealed trade : unsealed()) {
            boolean due = due(trade.peer(), trade.windowStart())
                    .filter(at -> !at.isAfter(now))
                    .isPresent();
            if (trade.refused() || due) {
                done += writer.write(step, trade);
            }
        }
        return done;
    }

    /// For every pending trade, so that the arbiter, too, looks at the clock before the window begins.
    @Override
    public Optional<Instant> nextDue(Instant now) {
        return reader
                .list(
                        """
                        select peer, window_start from trade where state = 'PENDING' and window_start > ?
                        union select peer, decided_at from trade_update where state = 'OPEN' and decided_at > ?""",
                        query -> {
                            query.setLong(1, now.toEpochMilli());
                            query.setLong(2, now.toEpochMilli());
                        },
                        row -> due(row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .stream()
                .flatMap(Optional::stream)
                .filter(due -> due.isAfter(now))
                .min(Instant::compareTo);
    }

    private Optional<Instant> due(String peer, Instant windowStart) {
        Optional<NetworkProfile> profile = agreements.profileWith(utility, peer);
        return profile.map(known ->
                known.deadlines().sealedDigestDue(DeliveryWindow.startingAt(windowStart, known.windowLength())));
    }

    private List<Unsealed> unsealed() {
        return reader.list("""
                select t.peer, t.window_start, t.order_digest, t.revision,\s""" + SealedLists.ATTESTATIONS + """
                    , t.dropped_number is not null, t.order_digest as subject
                from trade t where t.state = 'PENDING' and t.sealed_number is not null
                    and not exists (select from sealing_deposit d where d.subject = t.order_digest)
                    and not exists (select from listed_revision l where l.order_digest = t.order_digest
                        and l.window_start = t.window_start and l.revision > t.revision)
                union all
                select l.peer, l.window_start, l.order_digest, l.revision, l.seller_digest, l.buyer_digest,
                    l.dropped_number is not null, u.update_digest
                from listed_revision l join trade_update u on u.order_digest = l.order_digest
                    and u.revision = l.revision and u.state = 'OPEN' and u.decided_at = l.window_start
                where not exists (select from sealing_deposit d where d.subject = u.update_digest)
                order by 2, 3 limit\s""" + MAX_TRADES, query -> {}, row -> {
            Digest order = Digest.of(row.getBytes(3));
            return new Unsealed(
                    row.getString(1),
                    Instant.ofEpochMilli(row.getLong(2)),
                    order,
                    Digest.of(row.getBytes(8)),
                    PairLeaves.sealed(order, row.getLong(4), Digest.of(row.getBytes(5)), Digest.of(row.getBytes(6))),
                    row.getBoolean(7));
        });
    }

    private record SignDeposit(String utility, String arbiter, Signer signer, Salts salts, Watermark watermark)
            implements LedgerStep<Unsealed, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Unsealed> trades) throws SQLException {
            List<Integer> signed = new ArrayList<>(trades.size());
            for (Unsealed trade : trades) {
                signed.add(sign(transaction, trade));
            }
            return signed;
        }

        private int sign(LedgerTransaction transaction, Unsealed trade) throws SQLException {
            Instant completeTo = watermark.completeTo(transaction.connection(), transaction.now());
            byte[] payload = StatementWire.sealingDepositPayload(
                    utility, trade.peer(), trade.windowStart(), trade.leaf(), completeTo, salts.next());
            Envelope statement = Envelopes.sign(SealingDeposit.PAYLOAD_TYPE, payload, signer);
            try (PreparedStatement insert = transaction
                    .connection()
                    .prepareStatement("insert into sealing_deposit (subject, order_digest, envelope) values (?, ?, ?)"
                            + " on conflict do nothing")) {
                insert.setBytes(1, trade.subject().bytes());
                insert.setBytes(2, trade.order().bytes());
                insert.setBytes(3, EnvelopeWire.encode(statement));
                if (insert.executeUpdate() == 0) {
                    return 0;
                }
            }
            transaction.journal(statement.digest());
            transaction.enqueue(new OutboxMessage(arbiter, SendDeposits.KIND, trade.subject()));
            return 1;
        }
    }
}
