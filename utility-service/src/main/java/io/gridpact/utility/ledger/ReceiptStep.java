package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.Ledger.SignedReceipt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes receipts at the buyer utility.
final class ReceiptStep implements LedgerStep<List<SignedReceipt>, Integer> {

    private static final String UPDATE = """
            update trade t set receipt = r.receipt, change = nextval('trade_change_number')
            from unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[])
                as r (order_digest, receipt, seller_digest, buyer_digest)
            where t.order_digest = r.order_digest and t.receipt is null and t.state = 'PENDING'
                and t.sealed_number is null
                and t.seller_attestation_digest = r.seller_digest and t.buyer_attestation_digest = r.buyer_digest
            returning t.order_digest""";

    @Override
    public List<Integer> apply(LedgerTransaction transaction, List<List<SignedReceipt>> items) throws SQLException {
        Set<Digest> fresh;
        Set<Digest> seen = new HashSet<>();
        try (SqlBatch update = new SqlBatch(transaction.connection(), UPDATE)) {
            for (SignedReceipt signed : items.stream().flatMap(List::stream).toList()) {
                if (seen.add(signed.receipt().orderDigest())) {
                    update.row(
                            signed.receipt().orderDigest().bytes(),
                            EnvelopeWire.encode(signed.envelope()),
                            signed.receipt().sellerAttestation().bytes(),
                            signed.receipt().buyerAttestation().bytes());
                }
            }
            fresh = CompleteStep.digests(update.query());
        }
        List<Integer> counts = new ArrayList<>(items.size());
        for (List<SignedReceipt> receipts : items) {
            int count = 0;
            for (SignedReceipt signed : receipts) {
                if (fresh.remove(signed.receipt().orderDigest())) {
                    transaction.journal(signed.receipt().digest());
                    count++;
                }
            }
            counts.add(count);
        }
        return counts;
    }
}
