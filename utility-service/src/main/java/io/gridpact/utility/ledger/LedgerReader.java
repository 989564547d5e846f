package io.gridpact.utility.ledger;

import io.gridpact.utility.node.StoreTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Reads the database outside the writer's transactions. Each read sees one state of it.
public final class LedgerReader {

    /// Rows fetched at a time by reads that go through many.
    public static final int FETCH_ROWS = 2_000;

    /// Reads with a connection; may go through a result row by row, as the connection is in a transaction.
    public interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    /// Sets a statement's parameters.
    public interface Parameters {
        void bind(PreparedStatement query) throws SQLException;
    }

    /// Reads one row.
    public interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    private final DataSource database;

    public LedgerReader(DataSource database) {
        this.database = database;
    }

    /// The rows of one statement.
    ///
    /// @throws LedgerFaultException where the database does not answer
    public <T> List<T> list(String sql, Parameters parameters, Row<T> row) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            parameters.bind(query);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(row.from(rows));
                }
            }
            return found;
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    /// The first row of one statement.
    ///
    /// @throws LedgerFaultException where the database does not answer
    public <T> Optional<T> first(String sql, Parameters parameters, Row<T> row) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            parameters.bind(query);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(row.from(rows)) : Optional.empty();
            }
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    /// One statement, which sees one state by itself, or several that need not see the same; a fifth of what the
    /// transaction of [#read] costs where nothing is found.
    ///
    /// @throws LedgerFaultException where the database does not answer
    public <T> T look(Read<T> read) {
        try (Connection connection = database.getConnection()) {
            return read.from(connection);
        } catch (SQLException fault) {
            throw new LedgerFaultException(fault);
        }
    }

    /// Several statements, all of which see the same state. Run again where the database asks for it.
    ///
    /// @param read has no effects
    /// @throws LedgerFaultException where the database does not answer
    public <T> T read(Read<T> read) {
        for (int attempt = 1; ; attempt++) {
            try {
                return scan(read);
            } catch (LedgerFaultException fault) {
                if (attempt >= StoreTransaction.MAX_ATTEMPTS || !StoreTransaction.asksToRepeat(fault)) {
                    throw fault;
                }
            }
        }
    }

    /// Goes through rows and does something with each, once, while all statements see the same state.
    ///
    /// @throws LedgerFaultException where the database does not answer, or breaks it off
    public <T> T scan(Read<T> read) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                try (Statement isolation = connection.createStatement()) {
                    isolation.execute("set transaction isolation level repeatable read, read only");
                }
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
