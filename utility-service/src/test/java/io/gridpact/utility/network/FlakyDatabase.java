package io.gridpact.utility.network;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A database that is away while it is told to be, and whose answers can be lost.
public final class FlakyDatabase implements DataSource {

    private final DataSource database;
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger commitsToLose = new AtomicInteger();
    private volatile boolean away;

    public FlakyDatabase(DataSource database) {
        this.database = database;
    }

    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    /// The next commit is made, and its caller is told that the connection broke.
    public void loseNextCommit() {
        commitsToLose.incrementAndGet();
    }

    /// How many connections it has given.
    public int connections() {
        return connections.get();
    }

    /// How often somebody asked in vain.
    public int refusals() {
        return refusals.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            refusals.incrementAndGet();
            throw new SQLException("away", "08001");
        }
        connections.incrementAndGet();
        return forgetful(database.getConnection());
    }

    private Connection forgetful(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = invoke(connection, method, arguments);
                    if (method.getName().equals("commit")
                            && commitsToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new SQLException("lost", "08006");
                    }
                    return result;
                });
    }

    private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException fault) {
            throw fault.getCause();
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
