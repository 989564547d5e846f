package io.gridpact.utility.network;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A real PostgreSQL, one server for all tests of this JVM, a database of its own for each that asks.
public final class ADatabase {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();
    }

    private static final class Template {
        static final ADatabase MIGRATED = make();

        private static ADatabase make() {
            ADatabase template = empty();
            Flyway.configure().dataSource(template.dataSource()).load().migrate();
            return template;
        }
    }

    private final String name;

    private ADatabase(String name) {
        this.name = name;
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException ignored) {
                    // The server goes with its JVM.
                }
            }));
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// An empty database without tables.
    public static ADatabase empty() {
        ADatabase database = new ADatabase("utility_" + NEXT.incrementAndGet());
        new ADatabase("postgres").execute("create database " + database.name);
        return database;
    }

    /// A database with a utility's tables.
    public static ADatabase migrated() {
        ADatabase template = Template.MIGRATED;
        ADatabase database = new ADatabase("utility_" + NEXT.incrementAndGet());
        new ADatabase("postgres").execute("create database " + database.name + " template " + template.name);
        return database;
    }

    public DataSource dataSource() {
        return Server.POSTGRES.getDatabase("postgres", name);
    }

    public String url() {
        return Server.POSTGRES.getJdbcUrl("postgres", name);
    }

    /// Somebody changes rows behind the utility's back.
    public void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// The rows of a query, their columns joined by spaces.
    public List<String> rows(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> values = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    values.add(String.valueOf(row.getString(column)));
                }
                rows.add(String.join(" ", values));
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// The one number that a query gives.
    public long number(String sql) {
        return Long.parseLong(rows(sql).getFirst());
    }
}
