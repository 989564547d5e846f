package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads the journal: minutes of statement digests (PROTOCOL.md, section 9).
public final class Journal {

    private Journal() {}

    /// The statements of a minute, in order.
    ///
    /// @throws IllegalStateException where the rows have a gap
    public static List<Digest> statements(Connection connection, Instant minute) throws SQLException {
        List<Digest> statements = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select first_index, digests from journal_batch where minute = ? order by first_index")) {
            query.setLong(1, minute.toEpochMilli());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getLong(1) != statements.size()) {
                        throw new IllegalStateException("the journal has a gap in minute " + minute);
                    }
                    byte[] digests = rows.getBytes(2);
                    for (int at = 0; at < digests.length; at += Digest.BYTES) {
                        statements.add(Digest.of(Arrays.copyOfRange(digests, at, at + Digest.BYTES)));
                    }
                }
            }
        }
        return statements;
    }
}
