package io.gridpact.utility.settlement;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A database whose process is killed at a chosen commit: just before it, or just after.
final class KillableDatabase implements DataSource {

    private static final int NEVER = Integer.MAX_VALUE;

    private final DataSource database;
    private final AtomicInteger commitsLeft = new AtomicInteger(NEVER);
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean afterCommit;
    private volatile boolean killed;
    private volatile boolean closed;

    KillableDatabase(DataSource database) {
        this.database = database;
    }

    void killAt(int commit, boolean after) {
        afterCommit = after;
        commitsLeft.set(commit);
    }

    boolean killed() {
        return killed;
    }

    void revive() {
        killed = false;
        commitsLeft.set(NEVER);
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireAlive();
        Connection pooled = idle.poll();
        Connection connection = pooled == null ? database.getConnection() : pooled;
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "commit" -> commit(connection);
                        case "close" -> release(connection);
                        default -> {
                            return invoke(connection, method, arguments);
                        }
                    }
                    return null;
                });
    }

    private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException fault) {
            throw fault.getCause();
        }
    }

    private void commit(Connection connection) throws SQLException {
        if (commitsLeft.decrementAndGet() >= 0) {
            connection.commit();
            return;
        }
        killed = true;
        if (afterCommit) {
            connection.commit();
        }
        throw new SQLException("killed", "08006");
    }

    void close() {
        closed = true;
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // It goes with the server.
        }
    }

    private void release(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        if (closed) {
            connection.close();
            return;
        }
        idle.add(connection);
    }

    private void requireAlive() throws SQLException {
        if (killed) {
            throw new SQLException("killed", "08006");
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
