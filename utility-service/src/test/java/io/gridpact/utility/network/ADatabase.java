package io.gridpact.utility.network;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL, one server for all tests of this JVM, a database of its own for each that asks.
public final class ADatabase {

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final int MAX_CONNECTIONS = 64;
    /// Databases with a utility's tables that are kept; more than any test has at a time.
    private static final int MAX_DATABASES = 32;
    private static final ADatabase SERVERS_OWN = new ADatabase("postgres");
    private static final Queue<ADatabase> MADE = new ConcurrentLinkedQueue<>();
    private static final Duration IDLE = Duration.ofSeconds(2);

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();
    }

    private static final class Template {
        static final ADatabase MIGRATED = make();

        private static ADatabase make() {
            ADatabase template = empty();
            // Without a pool: a database that somebody is connected to is no template.
            Flyway.configure().dataSource(template.url(), "postgres", "").load().migrate();
            return template;
        }
    }

    private final String name;
    private @Nullable AgroalDataSource pool;

    private ADatabase(String name) {
        this.name = name;
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("fsync", "off")
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
        SERVERS_OWN.execute("create database " + database.name);
        return database;
    }

    /// A database with a utility's tables; it is dropped when [#MAX_DATABASES] others have been made.
    public static ADatabase migrated() {
        ADatabase template = Template.MIGRATED;
        dropOldest();
        ADatabase database = new ADatabase("utility_" + NEXT.incrementAndGet());
        SERVERS_OWN.execute("create database " + database.name + " template " + template.name);
        MADE.add(database);
        return database;
    }

    /// Hundreds of databases would be gigabytes, and half a minute to remove at the end.
    private static void dropOldest() {
        while (MADE.size() >= MAX_DATABASES) {
            ADatabase oldest = MADE.poll();
            if (oldest == null) {
                return;
            }
            oldest.close();
            SERVERS_OWN.execute("drop database " + oldest.name + " with (force)");
        }
    }

    private synchronized void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /// Keeps its connections for the next that asks, as a service does, and closes those that nobody asks for.
    public synchronized DataSource dataSource() {
        if (pool == null) {
            pool = pooled();
        }
        return pool;
    }

    private AgroalDataSource pooled() {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                            .maxSize(MAX_CONNECTIONS)
                            .reapTimeout(IDLE)
                            .acquisitionTimeout(Duration.ofSeconds(30))
                            .connectionFactoryConfiguration(
                                    factory -> factory.jdbcUrl(url()).principal(new NamePrincipal("postgres")))));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
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
