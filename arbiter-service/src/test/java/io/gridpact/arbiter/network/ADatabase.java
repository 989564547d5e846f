package io.gridpact.arbiter.network;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A real PostgreSQL, one server for all tests of this JVM, a database of its own for each that asks.
public final class ADatabase {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();
    }

    private final String name;

    private ADatabase(String name) {
        this.name = name;
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// An empty database without tables.
    public static ADatabase empty() {
        ADatabase database = new ADatabase("arbiter_" + NEXT.incrementAndGet());
        new ADatabase("postgres").execute("create database " + database.name);
        return database;
    }

    /// The arbiter's tables, empty. The same database each time: tests that use it run one after the other.
    public static ADatabase migrated() {
        Migrated.DATABASE.execute(Migrated.EMPTY_ALL_TABLES);
        return Migrated.DATABASE;
    }

    private static final class Migrated {
        static final String EMPTY_ALL_TABLES = """
                truncate participant_descriptor, network_profile, log_entry, equivocation, tile, checkpoint,
                    pair_standing, flag, watermark, sheet_root, sealing_deposit, status_claim, operator_audit""";

        static final ADatabase DATABASE = create();

        private static ADatabase create() {
            ADatabase database = empty();
            Flyway.configure().dataSource(database.dataSource()).load().migrate();
            return database;
        }
    }

    public DataSource dataSource() {
        return Server.POSTGRES.getDatabase("postgres", name);
    }

    public String url() {
        return Server.POSTGRES.getJdbcUrl("postgres", name);
    }

    /// Somebody changes rows behind the arbiter's back.
    public void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// The one number that a query gives.
    public long number(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
