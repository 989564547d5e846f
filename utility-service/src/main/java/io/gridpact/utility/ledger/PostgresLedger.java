package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// The ledger in PostgreSQL. All that it writes goes through the one writer.
public final class PostgresLedger implements Ledger {

    private final DataSource database;
    private final LedgerWriter writer;
    private final AttestStep attest;
    private final CompleteStep complete = new CompleteStep();
    private final ReleaseStep release = new ReleaseStep();
    private final ReceiptStep receipt = new ReceiptStep();

    public PostgresLedger(DataSource database, LedgerWriter writer, LedgerMeter meter) {
        this.attest = new AttestStep(meter);
        this.database = database;
        this.writer = writer;
    }

    @Override
    public Optional<StoredTrade> find(Digest order) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select " + TradeRows.COLUMNS + " from trade t where t.order_digest = ?")) {
            query.setBytes(1, order.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(TradeRows.read(row)) : Optional.empty();
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
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
}
