package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.DeliveredStep;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.peer.UtilityLink;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Tells buyer utilities that this utility holds both attestations.
final class DeliverReceipts implements OutboxSender {

    private static final int MAX_RECEIPTS = 500;
    private static final Fields STORED = new Fields(Reason.INTERNAL, "receipt");

    private final LedgerReader reader;
    private final UtilityLink utilities;
    private final LedgerWriter writer;

    DeliverReceipts(LedgerReader reader, UtilityLink utilities, LedgerWriter writer) {
        this.reader = reader;
        this.utilities = utilities;
        this.writer = writer;
    }

    @Override
    public String kind() {
        return OutboxKinds.RECEIPT;
    }

    @Override
    public int maxBatch() {
        return MAX_RECEIPTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        try {
            deliver(target, subjects);
        } catch (RefusedException refused) {
            if (OutboxSender.isAway(refused.refusal())) {
                throw refused;
            }
            // The receiver takes all or none: one that it does not take must not keep back the others.
            OutboxSender.eachAlone(kind(), subjects, subject -> deliver(target, List.of(subject)));
        }
    }

    /// A receipt seals nothing once the window has begun.
    @Override
    public Instant endOfUse(Digest subject, Instant enqueued) {
        return reader.first(
                        "select window_start from trade where order_digest = ?",
                        query -> query.setBytes(1, subject.bytes()),
                        row -> Instant.ofEpochMilli(row.getLong(1)))
                .orElse(enqueued);
    }

    private void deliver(String target, List<Digest> subjects) {
        utilities.deliverReceipts(target, receipts(subjects));
        writer.write(
                DeliveredStep.ALL,
                subjects.stream()
                        .map(subject -> new OutboxMessage(target, OutboxKinds.RECEIPT, subject))
                        .toList());
    }

    private List<Envelope> receipts(List<Digest> orders) {
        return reader.read(connection -> {
            List<Envelope> receipts = new ArrayList<>(orders.size());
            try (SqlBatch select =
                    new SqlBatch(connection, "select receipt from trade where order_digest = any (?::bytea[])")) {
                orders.forEach(order -> select.row(order.bytes()));
                try (ResultSet rows = select.query()) {
                    while (rows.next()) {
                        receipts.add(EnvelopeWire.parse(rows.getBytes(1), STORED));
                    }
                }
            }
            return receipts;
        });
    }
}
