package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeState;
import java.util.List;
import java.util.Optional;

/// The ledger in PostgreSQL. All that it writes goes through the one writer.
public final class PostgresLedger implements Ledger {

    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final AttestStep attest = new AttestStep();
    private final CompleteStep complete = new CompleteStep();
    private final ReleaseStep release = new ReleaseStep();
    private final ReceiptStep receipt = new ReceiptStep();

    public PostgresLedger(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public Optional<StoredTrade> find(Digest order) {
        return reader.first(
                "select " + TradeRows.COLUMNS + " from trade t where t.order_digest = ?",
                query -> query.setBytes(1, order.bytes()),
                TradeRows::read);
    }

    @Override
    public AttestOutcome attest(NewTrade trade) {
        return writer.write(attest, trade);
    }

    @Override
    public CompleteOutcome complete(Digest order, SignedAttestation buyer, Envelope receiptEnvelope) {
        return writer.write(complete, new CompleteStep.Completion(order, buyer, receiptEnvelope));
    }

    @Override
    public void release(Digest order, SignedAttestation buyer) {
        writer.write(release, new ReleaseStep.End(order, TradeState.REFUSED, buyer));
    }

    @Override
    public int acceptReceipts(List<SignedReceipt> receipts) {
        return writer.write(receipt, receipts);
    }

    @Override
    public void delivered(OutboxMessage message) {
        writer.write(DeliveredStep.ALL, List.of(message));
    }
}
