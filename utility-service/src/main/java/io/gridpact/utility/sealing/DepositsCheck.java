package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.peer.LogReceipts;
import org.jspecify.annotations.Nullable;

/// Reads deposits back: each is of its trade, its receipt is the arbiter's for it, and what is logged is sealed.
public final class DepositsCheck implements StoreCheck {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final String arbiter;
    private final LogReceipts receipts;
    private final LedgerReader reader;

    public DepositsCheck(String arbiter, LogReceipts receipts, LedgerReader reader) {
        this.arbiter = arbiter;
        this.receipts = receipts;
        this.reader = reader;
    }

    /// @param windowStart of the trade now
    private record Stored(
            Digest order, String peer, byte[] envelope, byte @Nullable [] receipt, String state, long windowStart) {}

    @Override
    public void check(Sink sink) {
        for (Stored stored : reader.list(
                """
                select d.order_digest, t.peer, d.envelope, d.log_receipt, case
                    when u.state is not null then case when u.state = 'IN_FORCE' then 'SEALED' else 'PENDING' end
                    when exists (select from trade_update o where o.order_digest = t.order_digest and o.state = 'OPEN')
                        then 'AWAITED'
                    else t.state end, t.window_start
                from sealing_deposit d join trade t on t.order_digest = d.order_digest
                left join trade_update u on u.update_digest = d.subject""",
                query -> {},
                row -> new Stored(
                        Digest.of(row.getBytes(1)),
                        row.getString(2),
                        row.getBytes(3),
                        row.getBytes(4),
                        row.getString(5),
                        row.getLong(6)))) {
            sink.checked("sealing deposits", 1);
            check(stored, sink);
        }
    }

    private void check(Stored stored, Sink sink) {
        String subject = stored.order().prefix();
        try {
            var envelope = EnvelopeWire.parse(stored.envelope(), STORED);
            SealingDeposit deposit = StatementWire.sealingDeposit(envelope, STORED);
            if (!deposit.peer().equals(stored.peer())) {
                sink.finding("deposit-is-of-its-trade", subject, "names another peer");
            }
            byte[] receipt = stored.receipt();
            if (receipt != null) {
                var verified = receipts.verified(arbiter, envelope, EnvelopeWire.parse(receipt, STORED));
                if (!verified.statement().equals(envelope.digest())) {
                    sink.finding("deposit-receipt-is-the-arbiters", subject, "for another statement");
                }
                boolean moved = deposit.windowStart().toEpochMilli() != stored.windowStart();
                if (!moved
                        && (stored.state().equals("PENDING") || stored.state().equals("VOID"))) {
                    sink.finding("deposited-is-sealed", subject, "is " + stored.state());
                }
            }
        } catch (RefusedException unreadable) {
            sink.finding("deposit-receipt-is-the-arbiters", subject, String.valueOf(unreadable.getMessage()));
        }
    }
}
