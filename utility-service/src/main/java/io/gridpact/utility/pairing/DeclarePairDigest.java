package io.gridpact.utility.pairing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.SubmissionKey;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.node.Salts;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/// Signs what this utility holds agreed with a peer, stores it, and has it sent to the peer and to the arbiter
/// (PROTOCOL.md, section 8). Part of the transaction that fixes the list.
public final class DeclarePairDigest {

    private final String utility;
    private final Signer signer;
    private final Salts salts;
    private final Watermark watermark;
    private final Submissions submissions;

    public DeclarePairDigest(String utility, Signer signer, Salts salts, Watermark watermark, Submissions submissions) {
        this.utility = utility;
        this.signer = signer;
        this.salts = salts;
        this.watermark = watermark;
        this.submissions = submissions;
    }

    /// @return whether it is declared now; false where this utility has declared under this key before
    public boolean declare(LedgerTransaction transaction, Agreed agreed) throws SQLException {
        PairKey key = agreed.key();
        Digest digest = PairDigests.of(
                utility, key.peer(), key.windowStart(), key.stage(), key.number(), agreed.leaves(), agreed.energyWh());
        Instant completeTo = watermark.completeTo(transaction.connection(), transaction.now());
        byte[] payload = StatementWire.pairDigestPayload(
                utility, key.peer(), key.windowStart(), key.stage(), key.number(), digest, completeTo, salts.next());
        Envelope statement = Envelopes.sign(PairDigest.PAYLOAD_TYPE, payload, signer);
        if (!store(transaction, agreed, digest, statement)) {
            return false;
        }
        transaction.journal(statement.digest());
        submissions.submit(
                transaction,
                statement,
                SubmissionKey.pair(utility, key.peer(), key.windowStart(), key.stage(), key.number()));
        if (!key.peer().equals(utility)) {
            transaction.enqueue(new OutboxMessage(key.peer(), ExchangePairDigests.KIND, statement.digest()));
        }
        return true;
    }

    private boolean store(LedgerTransaction transaction, Agreed agreed, Digest digest, Envelope statement)
            throws SQLException {
        PairKey key = agreed.key();
        byte[] peerDigest = key.peer().equals(utility) ? digest.bytes() : null;
        try (PreparedStatement upsert = transaction.connection().prepareStatement("""
                insert into pair_digest (peer, window_start, stage, number, own_digest, own_envelope,
                    own_statement_digest, trades, energy_wh, peer_digest)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (peer, window_start, stage, number) do update set own_digest = excluded.own_digest,
                    own_envelope = excluded.own_envelope, own_statement_digest = excluded.own_statement_digest,
                    trades = excluded.trades, energy_wh = excluded.energy_wh
                where pair_digest.own_digest is null""")) {
            upsert.setString(1, key.peer());
            upsert.setLong(2, key.windowStart().toEpochMilli());
            upsert.setString(3, key.stage().name());
            upsert.setLong(4, key.number());
            upsert.setBytes(5, digest.bytes());
            upsert.setBytes(6, EnvelopeWire.encode(statement));
            upsert.setBytes(7, statement.digest().bytes());
            upsert.setLong(8, agreed.leaves().size());
            upsert.setLong(9, agreed.energyWh());
            upsert.setBytes(10, peerDigest);
            return upsert.executeUpdate() == 1;
        }
    }
}
