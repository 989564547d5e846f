package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.Journal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a key that signed a trade has been revoked since: shows from this utility's own journal since when the
/// attestations and the receipt exist (PROTOCOL.md, section 4). Nobody gets out of a trade by revoking a key.
final class TradeCoverage {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private static final String REVOKED = "select 1 from revocation where key_id = any (?) limit 1";

    /// The first logged minute, of those in which a trade is dealt with, that holds the statement.
    private static final String MINUTE = """
            select b.minute, m.tree_root, m.size, s.envelope, s.log_receipt
            from journal_batch b
            join journal_minute m on m.minute = b.minute
            join submission s on s.statement_digest = m.statement_digest
            where b.minute between ? and ? and s.log_receipt is not null and position(? in b.digests) > 0
            order by b.minute limit 1""";

    private TradeCoverage() {}

    /// The proof, with covers where they are needed and there are any.
    static SealingProof covered(Connection connection, SealingProof proof) throws SQLException {
        if (!proof.covers().isEmpty() || !anyRevoked(connection, proof)) {
            return proof;
        }
        List<SealingProof.Logged> covers = new ArrayList<>();
        for (Digest statement : statements(proof)) {
            minute(connection, statement, proof.sealed().consented().order()).ifPresent(covers::add);
        }
        return new SealingProof(proof.sealed(), proof.update(), proof.evidence(), covers);
    }

    private static List<Digest> statements(SealingProof proof) {
        List<Digest> statements = new ArrayList<>(List.of(
                proof.sealed().sellerAttestation().attestation().digest(),
                proof.sealed().buyerAttestation().attestation().digest()));
        proof.update().ifPresent(update -> {
            statements.add(update.sellerAttestation().attestation().digest());
            statements.add(update.buyerAttestation().attestation().digest());
        });
        switch (proof.evidence()) {
            case SealingProof.Receipted receipted ->
                statements.add(receipted.receipt().digest());
            case SealingProof.UpdateReceipted receipted ->
                statements.add(receipted.receipt().digest());
            case SealingProof.Logged _ -> {}
        }
        return statements;
    }

    private static boolean anyRevoked(Connection connection, SealingProof proof) throws SQLException {
        ConsentedOrder consented = proof.sealed().consented();
        byte[][] signers = Stream.of(
                        Stream.of(consented.consent(TradeRole.BUYER), consented.consent(TradeRole.SELLER)),
                        proof.sealed().sellerAttestation().envelope().signatures().stream(),
                        proof.sealed().buyerAttestation().envelope().signatures().stream(),
                        proof.update().stream().flatMap(TradeCoverage::signatures))
                .flatMap(signatures -> signatures)
                .map(Signature::keyId)
                .distinct()
                .map(KeyId::value)
                .map(Digest::bytes)
                .toArray(byte[][]::new);
        try (PreparedStatement query = connection.prepareStatement(REVOKED)) {
            query.setArray(1, connection.createArrayOf("bytea", signers));
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static Stream<Signature> signatures(SealedUpdate update) {
        return Stream.of(
                        update.envelope(),
                        update.sellerAttestation().envelope(),
                        update.buyerAttestation().envelope())
                .flatMap(envelope -> envelope.signatures().stream());
    }

    private static Optional<SealingProof.Logged> minute(Connection connection, Digest statement, Order order)
            throws SQLException {
        Instant from = JournalMinute.startOf(order.created().minus(OrderRules.MAX_CLOCKS_APART));
        try (PreparedStatement query = connection.prepareStatement(MINUTE)) {
            query.setLong(1, from.toEpochMilli());
            query.setLong(2, order.window().end().toEpochMilli());
            query.setBytes(3, statement.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(logged(connection, row, statement)) : Optional.empty();
            }
        }
    }

    private static SealingProof.Logged logged(Connection connection, ResultSet row, Digest statement)
            throws SQLException {
        var root = EnvelopeWire.parse(row.getBytes("envelope"), STORED);
        var receipt = EnvelopeWire.parse(row.getBytes("log_receipt"), STORED);
        List<Digest> statements = Journal.statements(connection, Instant.ofEpochMilli(row.getLong("minute")));
        int index = statements.indexOf(statement);
        LoggedMinute minute = new LoggedMinute(
                StatementWire.journalRoot(root, STORED),
                Digest.of(row.getBytes("tree_root")),
                row.getLong("size"),
                StatementWire.logReceipt(receipt, STORED));
        return new SealingProof.Logged(
                minute, root, receipt, index, JournalMinute.paths(statements).get(index));
    }
}
