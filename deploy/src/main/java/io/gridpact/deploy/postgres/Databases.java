package io.gridpact.deploy.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/// A database and a role of the same name for each service. Nobody but its role connects to a database: PostgreSQL's
/// own default, that everyone may, is taken back.
public final class Databases {

    private static final String CONNECT_TIMEOUT_SECONDS = "10";
    private static final String LOOPBACK = "127.0.0.1";

    private final int port;
    private final String superuserPassword;

    public Databases(int port, String superuserPassword) {
        this.port = port;
        this.superuserPassword = superuserPassword;
    }

    /// Where a service's database is.
    public static String url(String host, int port, String service) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + service;
    }

    /// What a service connects with.
    public record Account(String service, String password) {}

    /// Makes those that are not there yet.
    public void ensure(List<Account> accounts) throws SQLException {
        try (Connection connection = superuser(PostgresServer.SUPERUSER);
                Statement statement = connection.createStatement()) {
            Set<String> present = databases(statement);
            for (Account account : accounts) {
                if (!present.contains(account.service())) {
                    create(statement, account);
                }
                // Also of one that is there: whoever made it may have been ended before this.
                statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + quoted(account) + " FROM PUBLIC");
            }
            statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC");
            statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE template1 FROM PUBLIC");
        }
    }

    /// As the superuser, for figures and for planting faults in tests; services never get this.
    public Connection superuser(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresServer.SUPERUSER);
        properties.setProperty("password", superuserPassword);
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        return DriverManager.getConnection(url(LOOPBACK, port, database), properties);
    }

    /// How much write-ahead log the server has written so far, in bytes.
    public long writeAheadLogBytes() throws SQLException {
        try (Connection connection = superuser(PostgresServer.SUPERUSER);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) {
            result.next();
            return result.getBigDecimal(1).longValueExact();
        }
    }

    private static Set<String> databases(Statement statement) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet result = statement.executeQuery("SELECT datname FROM pg_database")) {
            while (result.next()) {
                names.add(result.getString(1));
            }
        }
        return names;
    }

    /// Names are participant ids (a-z, 0-9, '-'), passwords are hex: neither can hold a quote.
    private static String quoted(Account account) {
        return '"' + account.service() + '"';
    }

    private static void create(Statement statement, Account account) throws SQLException {
        String name = quoted(account);
        statement.execute("DROP ROLE IF EXISTS " + name);
        statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + account.password() + "'");
        statement.execute("CREATE DATABASE " + name + " OWNER " + name);
    }
}
