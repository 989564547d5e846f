package io.gridpact.arbiter.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// Where connections come from: for each use one of its own, or for all reads of a snapshot the same.
interface LogSessions {

    /// Work on a connection.
    @FunctionalInterface
    interface Use<T> {
        T apply(Connection connection) throws SQLException;
    }

    <T> T using(Use<T> use) throws SQLException;

    /// Commits what was done, or nothing of it.
    <T> T inTransaction(Use<T> use) throws SQLException;

    /// All of it sees the database as it was at its beginning, and writes nothing.
    void inSnapshot(Consumer<LogSessions> reader) throws SQLException;

    static LogSessions of(DataSource dataSource) {
        return new OfDataSource(dataSource);
    }

    /// A connection for each use.
    record OfDataSource(DataSource dataSource) implements LogSessions {

        @Override
        public <T> T using(Use<T> use) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                return use.apply(connection);
            }
        }

        @Override
        public <T> T inTransaction(Use<T> use) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    T result = use.apply(connection);
                    connection.commit();
                    return result;
                } catch (SQLException | RuntimeException failure) {
                    connection.rollback();
                    throw failure;
                } finally {
                    connection.setAutoCommit(true);
                }
            }
        }

        @Override
        public void inSnapshot(Consumer<LogSessions> reader) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setAutoCommit(false);
                try {
                    reader.accept(new OfSnapshot(connection));
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                    connection.setReadOnly(false);
                }
            }
        }
    }

    /// One connection, one transaction.
    record OfSnapshot(Connection connection) implements LogSessions {

        @Override
        public <T> T using(Use<T> use) throws SQLException {
            return use.apply(connection);
        }

        @Override
        public <T> T inTransaction(Use<T> use) throws SQLException {
            return use.apply(connection);
        }

        @Override
        public void inSnapshot(Consumer<LogSessions> reader) {
            reader.accept(this);
        }
    }
}
