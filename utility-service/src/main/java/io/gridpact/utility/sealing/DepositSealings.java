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
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Signs deposits for trades that are in this utility's list and that the peer has refused, or that no equal digests
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
    private record Unsealed(String peer, Instant windowStart, Digest order, Digest leaf, boolean refused) {}

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
                        "select distinct peer, window_start from trade where state = 'PENDING' and window_start > ?",
                        query -> query.setLong(1, now.toEpochMilli()),
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
                select t.peer, t.window_start, t.order_digest, t.seller_attestation_digest, t.buyer_attestation_digest,
                    t.dropped_number is not null
                from trade t where t.state = 'PENDING' and t.sealed_number is not null
                    and not exists (select from sealing_deposit d where d.order_digest = t.order_digest)
                order by t.window_start, t.order_digest limit\s""" + MAX_TRADES, query -> {}, row -> {
            Digest order = Digest.of(row.getBytes(3));
            return new Unsealed(
                    row.getString(1),
                    Instant.ofEpochMilli(row.getLong(2)),
                    order,
                    PairLeaves.sealed(order, 0, Digest.of(row.getBytes(4)), Digest.of(row.getBytes(5))),
                    row.getBoolean(6));
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
                    .prepareStatement("insert into sealing_deposit (order_digest, envelope) values (?, ?)"
                            + " on conflict do nothing")) {
                insert.setBytes(1, trade.order().bytes());
                insert.setBytes(2, EnvelopeWire.encode(statement));
                if (insert.executeUpdate() == 0) {
                    return 0;
                }
            }
            transaction.journal(statement.digest());
            transaction.enqueue(new OutboxMessage(arbiter, SendDeposits.KIND, trade.order()));
            return 1;
        }
    }
}
