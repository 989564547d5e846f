package io.gridpact.utility.pairing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.LedgerReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Reads pair digests.
public final class PairBook {

    private final LedgerReader reader;

    private final UnaryOperator<Envelope> anew;

    /// Where no key is ever revoked.
    public PairBook(LedgerReader reader) {
        this(reader, UnaryOperator.identity());
    }

    /// @param anew signs under another key what a key has signed that this utility has revoked since
    public PairBook(LedgerReader reader, UnaryOperator<Envelope> anew) {
        this.reader = reader;
        this.anew = anew;
    }

    /// Keys of a stage whose digests are equal and from which nothing has followed yet, oldest window first.
    ///
    /// @param logged only those of which the arbiter has given its receipt
    public List<PairKey> equalAndOpen(PairStage stage, boolean logged) {
        String sql = """
                select p.peer, p.window_start, p.number from pair_digest p
                where p.stage = ? and not p.concluded and p.own_digest = p.peer_digest
                    and (not ? or exists (select from submission s
                        where s.statement_digest = p.own_statement_digest and s.log_receipt is not null))
                order by p.window_start, p.peer, p.number""";
        return reader.list(
                sql,
                query -> {
                    query.setString(1, stage.name());
                    query.setBoolean(2, logged);
                },
                row -> new PairKey(row.getString(1), Instant.ofEpochMilli(row.getLong(2)), stage, row.getLong(3)));
    }

    /// This utility's own signed digest under a key.
    public Optional<Envelope> own(PairKey key) {
        return envelope(
                "select own_envelope from pair_digest where peer = ? and window_start = ? and stage = ? and number = ?",
                query -> {
                    query.setString(1, key.peer());
                    query.setLong(2, key.windowStart().toEpochMilli());
                    query.setString(3, key.stage().name());
                    query.setLong(4, key.number());
                });
    }

    /// This utility's own signed digest by the digest of the statement.
    public Optional<Envelope> ownByStatement(Digest statement) {
        return envelope(
                "select own_envelope from pair_digest where own_statement_digest = ?",
                query -> query.setBytes(1, statement.bytes()));
    }

    private Optional<Envelope> envelope(String sql, LedgerReader.Parameters parameters) {
        return reader.first(sql, parameters, row -> Optional.ofNullable(row.getBytes(1)))
                .flatMap(stored -> stored)
                .map(bytes -> EnvelopeWire.parse(bytes, new Fields(Reason.INTERNAL, "pair_digest")))
                .map(anew);
    }
}
