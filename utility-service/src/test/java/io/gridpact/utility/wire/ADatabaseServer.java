package io.gridpact.utility.wire;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// A PostgreSQL server that can go away and come back with what it holds.
final class ADatabaseServer implements AutoCloseable {

    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    ADatabaseServer(Path data, int port) {
        this.data = data;
        this.port = port;
        this.running = started(data, port);
    }

    private static EmbeddedPostgres started(Path data, int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String url() {
        return running.getJdbcUrl("postgres", "postgres");
    }

    /// Somebody changes rows behind the utility's back.
    void execute(String sql) {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// The first value of a query, as text.
    String text(String sql) {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void comeBack() {
        running = started(data, port);
    }

    void goAway() {
        close();
    }

    @Override
    public void close() {
        try {
            running.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
