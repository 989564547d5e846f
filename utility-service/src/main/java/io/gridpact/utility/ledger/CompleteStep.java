package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes buyer utilities' attestations at the seller utility, each with the receipt that answers it.
final class CompleteStep implements LedgerStep<CompleteStep.Completion, CompleteOutcome> {

    record Completion(Digest order, SignedAttestation buyer, Envelope receipt) {}

    // One UPDATE decides: whoever holds no attestation yet, in a window whose gate is open.
    private static final String UPDATE = """
            update trade t set buyer_attestation = c.attestation, buyer_attestation_digest = c.digest,
                buyer_logged_at = c.logged_at, receipt = c.receipt, buyer_opening = null,
                change = nextval('trade_change_number')
            from unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::bigint[], ?::bytea[])
                as c (order_digest, attestation, digest, logged_at, receipt)
            where t.order_digest = c.order_digest and t.state = 'PENDING' and t.buyer_attestation is null
                and not exists (select from closed_window w where w.window_start = t.window_start)
            returning t.order_digest""";

    private static final String REPEATED = """
            select t.order_digest from trade t join unnest(?::bytea[], ?::bytea[]) as c (order_digest, digest)
            on t.order_digest = c.order_digest and t.buyer_attestation_digest = c.digest""";

    @Override
    public List<CompleteOutcome> apply(LedgerTransaction transaction, List<Completion> items) throws SQLException {
        Set<Digest> written = update(transaction, items);
        Set<Digest> repeated = written.size() == items.size() ? Set.of() : repeated(transaction, items);
        List<CompleteOutcome> outcomes = new ArrayList<>(items.size());
        Set<Digest> told = new HashSet<>();
        for (Completion item : items) {
            String peer = item.buyer().attestation().utility();
            if (written.contains(item.order()) && told.add(item.order())) {
                transaction.journal(item.buyer().attestation().digest());
                transaction.journal(item.receipt().digest());
                transaction.enqueue(new OutboxMessage(peer, OutboxKinds.RECEIPT, item.order()));
                transaction.delivered(new OutboxMessage(peer, OutboxKinds.COUNTERSIGN, item.order()));
                outcomes.add(CompleteOutcome.WRITTEN);
            } else if (written.contains(item.order()) || repeated.contains(item.order())) {
                outcomes.add(CompleteOutcome.REPEATED);
            } else {
                outcomes.add(CompleteOutcome.GATE_CLOSED);
            }
        }
        return outcomes;
    }

    private static Set<Digest> update(LedgerTransaction transaction, List<Completion> items) throws SQLException {
        try (SqlBatch update = new SqlBatch(transaction.connection(), UPDATE)) {
            Set<Digest> seen = new HashSet<>();
            for (Completion item : items) {
                if (seen.add(item.order())) {
                    update.row(
                            item.order().bytes(),
                            EnvelopeWire.encode(item.buyer().envelope()),
                            item.buyer().attestation().digest().bytes(),
                            item.buyer().attestation().loggedAt().toEpochMilli(),
                            EnvelopeWire.encode(item.receipt()));
                }
            }
            return digests(update.query());
        }
    }

    private static Set<Digest> repeated(LedgerTransaction transaction, List<Completion> items) throws SQLException {
        try (SqlBatch select = new SqlBatch(transaction.connection(), REPEATED)) {
            for (Completion item : items) {
                select.row(
                        item.order().bytes(),
                        item.buyer().attestation().digest().bytes());
            }
            return digests(select.query());
        }
    }

    static Set<Digest> digests(ResultSet rows) throws SQLException {
        Set<Digest> digests = new HashSet<>();
        while (rows.next()) {
            digests.add(Digest.of(rows.getBytes(1)));
        }
        return digests;
    }
}
