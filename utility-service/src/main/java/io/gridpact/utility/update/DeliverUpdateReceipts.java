package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.OutboxKinds;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.ledger.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Tells buyer utilities that this utility holds both attestations of updates; taken, they are in force here too.
final class DeliverUpdateReceipts implements OutboxSender {

    private final Updates updates;
    private final UpdateLink utilities;

    DeliverUpdateReceipts(Updates updates, UpdateLink utilities) {
        this.updates = updates;
        this.utilities = utilities;
    }

    @Override
    public String kind() {
        return OutboxKinds.UPDATE_RECEIPT;
    }

    @Override
    public int maxBatch() {
        return UpdateLink.MAX_RECEIPTS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        try {
            deliver(target, subjects);
        } catch (RefusedException refused) {
            if (OutboxSender.isAway(refused.refusal())) {
                throw refused;
            }
            // The receiver takes all or says so: one that it does not take must not keep back the others.
            OutboxSender.eachAlone(kind(), subjects, subject -> deliverAlone(target, subject));
        }
    }

    /// A receipt changes nothing once the earlier window has begun.
    @Override
    public Instant endOfUse(Digest subject, Instant enqueued) {
        return updates.find(subject).map(stored -> stored.update().decidedAt()).orElse(enqueued);
    }

    private void deliverAlone(String target, Digest subject) {
        try {
            deliver(target, List.of(subject));
        } catch (RefusedException refused) {
            if (refused.refusal().reason() != Reason.WINDOW_CLOSED) {
                throw refused;
            }
            // Its list is fixed: what the two lists hold decides.
            updates.delivered(new OutboxMessage(target, kind(), subject));
        }
    }

    private void deliver(String target, List<Digest> subjects) {
        List<Envelope> receipts = new ArrayList<>(subjects.size());
        for (Digest subject : subjects) {
            updates.find(subject).flatMap(StoredUpdate::receipt).ifPresent(receipts::add);
        }
        // 1. Send.
        utilities.deliverReceipts(target, receipts);
        // 2. Persist: in force.
        subjects.forEach(subject -> updates.receiptTaken(new OutboxMessage(target, kind(), subject)));
    }
}
