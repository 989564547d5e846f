package io.gridpact.deploy.simulation;

import io.gridpact.deploy.postgres.Databases;
import io.gridpact.deploy.postgres.PostgresServer;
import io.gridpact.deploy.process.Ports;
import io.gridpact.deploy.process.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/// Where runs are played: a database for each party, made once, and used by one run after the other.
final class Stage implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    /// A PostgreSQL server for any number of stages.
    record House(PostgresServer server, String password) implements AutoCloseable {

        /// @param folder of its own
        static House open(Path folder, Progress progress) throws IOException {
            String password = "0123456789abcdef";
            return new House(PostgresServer.start(folder, LOOPBACK, password, 0, 4, new Ports(), progress), password);
        }

        @Override
        public void close() {
            server.process().stop();
        }
    }

    /// Runs after which what they left of dead rows is cleared away.
    private static final int RUNS_BETWEEN_CLEANINGS = 200;

    private final List<Connection> connections = new ArrayList<>();
    private final Map<String, SimulatedDisk> disks = new LinkedHashMap<>();
    private int runs;

    private Stage() {}

    /// @param number tells it from other stages in the same house
    static Stage build(House house, int number) throws SQLException {
        Stage stage = new Stage();
        Databases databases = new Databases(house.server().port(), house.password());
        for (String utility : Cast.UTILITIES) {
            stage.add(databases, house, utility, number, UtilityNode.migrations());
        }
        stage.add(databases, house, Cast.ARBITER, number, ArbiterNode.migrations());
        return stage;
    }

    private void add(Databases databases, House house, String party, int number, List<String> migrations)
            throws SQLException {
        String name = party + "_" + number;
        try (Connection superuser = databases.superuser(PostgresServer.SUPERUSER);
                Statement statement = superuser.createStatement()) {
            statement.execute("create database " + name);
        }
        Connection connection = connect(house, name);
        connections.add(connection);
        try (Statement statement = connection.createStatement()) {
            for (String migration : migrations) {
                statement.execute(migration);
            }
            // Plans for tables of a few rows are all alike.
            statement.execute("set jit = off");
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("set synchronous_commit = off");
        }
        disks.put(party, new SimulatedDisk(connection, tables(connection)));
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static Connection connect(House house, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresServer.SUPERUSER);
        properties.setProperty("password", house.password());
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("preparedStatementCacheQueries", "1000");
        properties.setProperty("preparedStatementCacheSizeMiB", "50");
        return DriverManager.getConnection(
                Databases.url(LOOPBACK, house.server().port(), database), properties);
    }

    SimulatedDisk disk(String party) {
        return Objects.requireNonNull(disks.get(party));
    }

    /// Clears the stage for another run.
    void clear() throws SQLException {
        for (SimulatedDisk disk : disks.values()) {
            disk.reset();
        }
        runs++;
        if (runs % RUNS_BETWEEN_CLEANINGS == 0) {
            for (Connection connection : connections) {
                clean(connection);
            }
        }
    }

    private static void clean(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum");
        }
        connection.setAutoCommit(false);
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
