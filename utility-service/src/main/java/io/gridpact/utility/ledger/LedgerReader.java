package io.gridpact.utility.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Reads the database outside the writer's transactions. Each read sees one state of it.
public final class LedgerReader {

    /// Rows fetched at a time by reads that go through many.
    public static final int FETCH_ROWS = 2_000;

    /// Reads with a connection; may go through a result row by row, as the connection is in a transaction.
    public interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    private final DataSource database;

    public LedgerReader(DataSource database) {
        this.database = database;
    }

    /// @throws LedgerFaultException where the database does not answer
    public <T> T read(Read<T> read) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return read.from(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }
}
