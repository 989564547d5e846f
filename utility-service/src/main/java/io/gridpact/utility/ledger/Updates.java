package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The updates of this utility's trades. Each call returns when what it wrote is durable.
public final class Updates {

    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final AttestUpdateStep attest = new AttestUpdateStep();
    private final CompleteUpdateStep complete = new CompleteUpdateStep();
    private final UpdateReceiptStep receipt = new UpdateReceiptStep();

    public Updates(LedgerReader reader, LedgerWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    public Optional<StoredUpdate> find(Digest update) {
        return reader.read(connection -> new UpdateRows(connection).find(update));
    }

    /// The trade as it stands, if both utilities have attested it.
    public Optional<PresentTrade> trade(Digest order) {
        return reader.read(connection -> new UpdateRows(connection).trade(order));
    }

    /// Writes this utility's answer: update, limits, journal and outbox, all or nothing; of a trade within this utility
    /// the change too.
    public UpdateOutcome attest(NewUpdate update) {
        return writer.write(attest, update);
    }

    /// Writes the buyer utility's attestation and the receipt that answers it, and enqueues the receipt.
    ///
    /// @return whether it was awaited
    public boolean complete(Digest update, SignedUpdateAttestation buyer, Envelope receiptEnvelope) {
        return writer.write(complete, new CompleteUpdateStep.Completion(update, buyer, receiptEnvelope));
    }

    /// Writes that a utility has refused an update, in writing or, at whoever asked for it, for good.
    public void refused(Digest update, @Nullable SignedUpdateAttestation answer, Refusal refusal) {
        writer.write(Refuse.INSTANCE, new Refused(update, answer, refusal));
    }

    /// Takes a receipt at the buyer utility.
    ///
    /// @return whether the update is in force now
    public boolean takeReceipt(UpdateReceipt taken, Envelope envelope) {
        return writer.write(receipt, new UpdateReceiptStep.Taken(taken.updateDigest(), taken.digest(), envelope));
    }

    /// Brings an update into force at the seller utility: the buyer utility has its receipt.
    public void receiptTaken(OutboxMessage message) {
        writer.write(Apply.INSTANCE, message);
    }

    /// Writes an update that this utility asks the seller utility for.
    ///
    /// @return false where it is there already
    public boolean request(NewUpdate update) {
        return writer.write(Request.INSTANCE, update);
    }

    public void delivered(OutboxMessage message) {
        writer.write(DeliveredStep.ALL, List.of(message));
    }

    private record Refused(Digest update, @Nullable SignedUpdateAttestation answer, Refusal refusal) {}

    private enum Refuse implements LedgerStep<Refused, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Refused> items) throws SQLException {
            List<Boolean> ended = new ArrayList<>(items.size());
            for (Refused item : items) {
                ended.add(end(transaction, item));
            }
            return ended;
        }

        private static boolean end(LedgerTransaction transaction, Refused item) throws SQLException {
            SignedUpdateAttestation answer = item.answer();
            String side = answer != null && answer.attestation().role() == TradeRole.SELLER ? "seller" : "buyer";
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                            update trade_update set %1$s_attestation = coalesce(?, %1$s_attestation),
                                %1$s_attestation_digest = coalesce(?, %1$s_attestation_digest)
                            where update_digest = ? and state in ('OPEN', 'REQUESTED') and %1$s_attestation is null""".formatted(side))) {
                update.setBytes(1, answer == null ? null : EnvelopeWire.encode(answer.envelope()));
                update.setBytes(
                        2, answer == null ? null : answer.attestation().digest().bytes());
                update.setBytes(3, item.update().bytes());
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            if (answer != null) {
                transaction.journal(answer.attestation().digest());
            }
            EndUpdates.refuse(transaction, item.update(), item.refusal());
            return true;
        }
    }

    private enum Apply implements LedgerStep<OutboxMessage, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<OutboxMessage> items) throws SQLException {
            List<Boolean> applied = new ArrayList<>(items.size());
            for (OutboxMessage item : items) {
                applied.add(ApplyUpdate.apply(transaction, item.subject()));
                transaction.delivered(item);
            }
            return applied;
        }
    }

    private enum Request implements LedgerStep<NewUpdate, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<NewUpdate> items) throws SQLException {
            List<Boolean> fresh = new ArrayList<>(items.size());
            for (NewUpdate item : items) {
                boolean inserted = new UpdateRows(transaction.connection()).insert(item);
                if (inserted) {
                    Digest update = item.update().digest();
                    transaction.journal(update);
                    transaction.enqueue(new OutboxMessage(item.peer(), OutboxKinds.UPDATE_REQUEST, update));
                }
                fresh.add(inserted);
            }
            return fresh;
        }
    }
}
