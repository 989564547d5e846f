package io.gridpact.utility.pairing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.LedgerFaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Reads pair digests.
public final class PairBook {

    private final DataSource database;

    public PairBook(DataSource database) {
        this.database = database;
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
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, stage.name());
            query.setBoolean(2, logged);
            List<PairKey> keys = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    keys.add(new PairKey(
                            rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)), stage, rows.getLong(3)));
                }
            }
            return keys;
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
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

    private interface Parameters {
        void bind(PreparedStatement query) throws SQLException;
    }

    private Optional<Envelope> envelope(String sql, Parameters parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            parameters.bind(query);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.ofNullable(row.getBytes(1))
                                .map(bytes -> EnvelopeWire.parse(bytes, new Fields(Reason.INTERNAL, "pair_digest")))
                        : Optional.empty();
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }
}
