package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.ledger.Journal;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Makes proofs of sealing from what the ledger holds: by receipt; by this utility's own journal, where it is the
/// buyer's; or the one that the peer has shown.
final class ProofsOfSealing {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private static final String TRADE = """
            select t.consented_order, t.seller_attestation, t.buyer_attestation, t.buyer_attestation_digest, t.receipt,
                t.buyer_minute, t.buyer_index, m.tree_root, m.size, s.envelope, s.log_receipt, p.proof
            from trade t
            left join journal_minute m on m.minute = t.buyer_minute
            left join submission s on s.statement_digest = m.statement_digest
            left join shown_proof p on p.order_digest = t.order_digest
            where t.order_digest = ? and t.seller_attestation is not null and t.buyer_attestation is not null""";

    private ProofsOfSealing() {}

    private static final String UPDATE = """
            select u.envelope as update, u.seller_attestation as update_seller, u.buyer_attestation as update_buyer,
                t.consented_order, t.seller_attestation, t.buyer_attestation, u.buyer_minute, u.buyer_index, u.receipt,
                m.tree_root, m.size, s.envelope, s.log_receipt, u.shown_proof as proof
            from trade_update u join trade t on t.order_digest = u.order_digest
            left join journal_minute m on m.minute = u.buyer_minute
            left join submission s on s.statement_digest = m.statement_digest
            where u.order_digest = ? and u.revision = ? and u.state in ('OPEN', 'IN_FORCE')
                and u.seller_attestation is not null and u.buyer_attestation is not null""";

    /// The proof of a revision; empty while it has none.
    static Optional<SealingProof> of(Connection connection, SealedLists.Listed listed) throws SQLException {
        boolean ofAnUpdate = listed.revision() > 0;
        try (PreparedStatement query = connection.prepareStatement(ofAnUpdate ? UPDATE : TRADE)) {
            query.setBytes(1, listed.order().bytes());
            if (ofAnUpdate) {
                query.setLong(2, listed.revision());
            }
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Optional<SealingProof> proof = ofAnUpdate ? updateProof(connection, row) : proof(connection, row);
                return proof.isEmpty() ? proof : Optional.of(TradeCoverage.covered(connection, proof.get()));
            }
        }
    }

    private static SealedOrder sealed(ResultSet row) throws SQLException {
        return new SealedOrder(
                OrderWire.consented(row.getBytes("consented_order")),
                AttestationWire.signed(EnvelopeWire.parse(row.getBytes("seller_attestation"), STORED)),
                AttestationWire.signed(EnvelopeWire.parse(row.getBytes("buyer_attestation"), STORED)));
    }

    private static Optional<SealingProof> updateProof(Connection connection, ResultSet row) throws SQLException {
        Envelope envelope = EnvelopeWire.parse(row.getBytes("update"), STORED);
        SealedUpdate update = new SealedUpdate(
                UpdateWire.update(envelope, STORED),
                envelope,
                UpdateWire.signed(EnvelopeWire.parse(row.getBytes("update_seller"), STORED)),
                UpdateWire.signed(EnvelopeWire.parse(row.getBytes("update_buyer"), STORED)));
        byte[] receipt = row.getBytes("receipt");
        if (receipt != null) {
            Envelope signed = EnvelopeWire.parse(receipt, STORED);
            return Optional.of(new SealingProof(
                    sealed(row),
                    Optional.of(update),
                    new SealingProof.UpdateReceipted(UpdateWire.receipt(signed, STORED), signed)));
        }
        if (row.getBytes("log_receipt") != null) {
            return Optional.of(new SealingProof(sealed(row), Optional.of(update), logged(connection, row)));
        }
        byte[] shown = row.getBytes("proof");
        return shown == null ? Optional.empty() : Optional.of(SealingWire.parse(shown, STORED));
    }

    private static Optional<SealingProof> proof(Connection connection, ResultSet row) throws SQLException {
        SealedOrder sealed = sealed(row);
        byte[] receipt = row.getBytes("receipt");
        if (receipt != null) {
            Envelope envelope = EnvelopeWire.parse(receipt, STORED);
            return Optional.of(new SealingProof(
                    sealed, new SealingProof.Receipted(AttestationWire.receipt(envelope, STORED), envelope)));
        }
        if (row.getBytes("log_receipt") != null) {
            return Optional.of(new SealingProof(sealed, logged(connection, row)));
        }
        byte[] shown = row.getBytes("proof");
        return shown == null ? Optional.empty() : Optional.of(SealingWire.parse(shown, STORED));
    }

    private static SealingProof.Logged logged(Connection connection, ResultSet row) throws SQLException {
        Envelope root = EnvelopeWire.parse(row.getBytes("envelope"), STORED);
        Envelope receipt = EnvelopeWire.parse(row.getBytes("log_receipt"), STORED);
        LoggedMinute minute = new LoggedMinute(
                StatementWire.journalRoot(root, STORED),
                Digest.of(row.getBytes("tree_root")),
                row.getLong("size"),
                StatementWire.logReceipt(receipt, STORED));
        long index = row.getLong("buyer_index");
        Instant start = Instant.ofEpochMilli(row.getLong("buyer_minute"));
        return new SealingProof.Logged(
                minute,
                root,
                receipt,
                index,
                JournalMinute.paths(Journal.statements(connection, start)).get(Math.toIntExact(index)));
    }
}
