package io.gridpact.utility.customer;

import io.gridpact.utility.ledger.LedgerReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ledger's trades as an operator compares them with another ledger's: digests and states, nobody's name.
final class LedgerLines {

    private final LedgerReader reader;

    LedgerLines(LedgerReader reader) {
        this.reader = reader;
    }

    /// Digests are 32 bytes, or empty where there is none.
    record Line(
            byte[] order,
            String peer,
            String state,
            byte[] sellerAttestation,
            byte[] buyerAttestation,
            byte[] settlement) {}

    List<Line> page(byte[] afterOrder, int size) {
        String sql = """
                select order_digest, peer, state, seller_attestation_digest, buyer_attestation_digest, settlement_digest
                from trade where order_digest > ? order by order_digest limit ?""";
        return reader.list(
                sql,
                query -> {
                    query.setBytes(1, afterOrder);
                    query.setInt(2, size);
                },
                row -> new Line(
                        row.getBytes(1),
                        row.getString(2),
                        row.getString(3),
                        orEmpty(row.getBytes(4)),
                        orEmpty(row.getBytes(5)),
                        orEmpty(row.getBytes(6))));
    }

    long journalEntries() {
        return reader.first(
                        "select coalesce(sum(length(digests) / 32), 0) from journal_batch",
                        query -> {},
                        row -> row.getLong(1))
                .orElse(0L);
    }

    private static byte[] orEmpty(byte @Nullable [] digest) {
        return digest == null ? new byte[0] : digest;
    }
}
