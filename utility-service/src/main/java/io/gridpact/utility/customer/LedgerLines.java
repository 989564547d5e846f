package io.gridpact.utility.customer;

import io.gridpact.utility.ledger.LedgerFaultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The ledger's trades as an operator compares them with another ledger's: digests and states, nobody's name.
final class LedgerLines {

    private final DataSource database;

    LedgerLines(DataSource database) {
        this.database = database;
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
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setBytes(1, afterOrder);
            query.setInt(2, size);
            List<Line> lines = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    lines.add(new Line(
                            row.getBytes(1),
                            row.getString(2),
                            row.getString(3),
                            orEmpty(row.getBytes(4)),
                            orEmpty(row.getBytes(5)),
                            orEmpty(row.getBytes(6))));
                }
            }
            return lines;
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    long journalEntries() {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select coalesce(sum(length(digests) / 32), 0) from journal_batch");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    private static byte[] orEmpty(byte @Nullable [] digest) {
        return digest == null ? new byte[0] : digest;
    }
}
