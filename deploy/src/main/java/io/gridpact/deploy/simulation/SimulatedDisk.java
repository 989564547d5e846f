package io.gridpact.deploy.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One party's database: a real one, in which a whole run is one transaction that is taken back in the end, and each of
/// the party's transactions a savepoint. So nothing is ever flushed, and a run leaves nothing behind.
///
/// At each statement and around each commit it asks whether it fails there. What is not committed then is lost; what is
/// committed stays, also where nobody is told of it.
final class SimulatedDisk extends PlainSource {

    private static final String RESTART_SEQUENCES = """
            select setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) from pg_sequences
            where schemaname = 'public'""";

    /// Where it may fail.
    enum Point {
        STATEMENT,
        BEFORE_COMMIT,
        /// It is written, and whoever wrote it does not hear of it.
        AFTER_COMMIT
    }

    /// Decides what fails.
    @FunctionalInterface
    interface Failures {

        /// Whether the connection breaks here.
        boolean breaks(Point point);
    }

    /// What the server says whose connection is gone.
    private static final String CONNECTION_FAILURE = "08006";

    private final Connection server;
    private final KnownSql known;
    private final ReadsKept kept = new ReadsKept();
    private final Set<String> changed = new HashSet<>();
    private Failures failures = point -> false;
    private boolean unplugged;
    private boolean open;
    private boolean inTransaction;
    private boolean broken;
    private Set<String> reads = new HashSet<>();
    private final Statement marks;
    /// Whether a transaction has written.
    private boolean writing;
    /// Whether any row was another for it.
    private boolean touched;
    /// Whether there is a savepoint to be released: that is done with setting the next.
    private boolean marked;
    private long writes;
    private long statements;

    /// @param server is in no transaction; used by nobody else
    /// @param tables that are in it
    SimulatedDisk(Connection server, Set<String> tables) throws SQLException {
        this.server = server;
        this.known = new KnownSql(tables);
        server.setAutoCommit(false);
        this.marks = server.createStatement();
    }

    void failures(Failures decide) {
        failures = decide;
    }

    /// Grows with everything that was written.
    long writes() {
        return writes;
    }

    /// From now on, what is read is noted there: names of tables.
    void readsInto(Set<String> tables) {
        reads = tables;
    }

    /// Counts changes of these tables.
    long lastChange(Set<String> tables) {
        return kept.lastChange(tables);
    }

    /// Statements that were asked for.
    long statements() {
        return statements;
    }

    /// Takes back everything, so that another run begins from nothing; PostgreSQL takes back no sequence by itself.
    void reset() throws SQLException {
        failures = point -> false;
        unplugged = false;
        writes = 0;
        statements = 0;
        forgetOpen();
        kept.forget();
        server.rollback();
        marked = false;
        try (Statement statement = server.createStatement()) {
            statement.execute(RESTART_SEQUENCES);
        }
    }

    /// The process is gone: what it had not committed is lost, and it reaches its database no more.
    void unplug() {
        unplugged = true;
    }

    /// Another process takes its place.
    void plugIn() {
        takeBack();
        unplugged = false;
    }

    private void forgetOpen() {
        open = false;
        inTransaction = false;
        broken = false;
        writing = false;
        changed.clear();
    }

    private void takeBack() {
        try {
            takeBackWritten();
        } catch (SQLException impossible) {
            throw new IllegalStateException("the simulation's own transaction is gone", impossible);
        }
        forgetOpen();
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (unplugged) {
            throw gone();
        }
        if (open && writing) {
            throw new IllegalStateException("two connections while one of them writes: a run would see both alike");
        }
        open = true;
        return (Connection) Proxy.newProxyInstance(
                SimulatedDisk.class.getClassLoader(), new Class<?>[] {Connection.class}, this::onConnection);
    }

    private static SQLException gone() {
        return new SQLException("the connection is gone", CONNECTION_FAILURE);
    }

    private @Nullable Object onConnection(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "setAutoCommit" -> setAutoCommit((Boolean) arguments(arguments)[0]);
            case "commit" -> commit();
            case "rollback" -> {
                if (arguments(arguments).length > 0) {
                    // To a savepoint of its own.
                    takenBack();
                    return invoke(server, method, arguments);
                }
                takeBackOpen();
            }
            case "close" -> close();
            case "setTransactionIsolation", "setReadOnly" -> {}
            case "prepareStatement" -> {
                String sql = (String) arguments(arguments)[0];
                return DiskStatement.of(server, sql, before(sql), kept, this::changedBy);
            }
            case "createStatement" -> {
                Statement statement = server.createStatement();
                return Proxy.newProxyInstance(
                        SimulatedDisk.class.getClassLoader(), new Class<?>[] {Statement.class}, onStatement(statement));
            }
            default -> {
                return invoke(server, method, arguments);
            }
        }
        return null;
    }

    private static Object[] arguments(Object @Nullable [] arguments) {
        return arguments == null ? new Object[0] : arguments;
    }

    private InvocationHandler onStatement(Statement statement) {
        return (proxy, method, arguments) -> {
            Object[] given = arguments(arguments);
            if (given.length > 0 && given[0] instanceof String sql) {
                // All reads of a run see one state already.
                if (sql.startsWith("set transaction")) {
                    return false;
                }
                changedBy(before(sql));
            }
            return invoke(statement, method, arguments);
        };
    }

    private void changedBy(KnownSql.Shape statement) {
        if (!statement.reads()) {
            touched = true;
            changed.addAll(statement.touched());
            kept.changed(statement.touched());
        }
    }

    private void takeBackWritten() throws SQLException {
        if (writing) {
            marks.execute("rollback to savepoint mark");
            writing = false;
            takenBack();
        }
    }

    private void takenBack() {
        kept.changed(changed);
    }

    static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException fault) {
            throw fault.getCause() == null ? fault : fault.getCause();
        }
    }

    private KnownSql.Shape before(String sql) throws SQLException {
        statements++;
        requireAlive();
        if (failures.breaks(Point.STATEMENT)) {
            broken = true;
            throw gone();
        }
        KnownSql.Shape shape = known.of(sql);
        if (shape.reads()) {
            reads.addAll(shape.touched());
            return shape;
        }
        if (!inTransaction) {
            writes++;
        } else if (!writing) {
            marks.execute(marked ? "release savepoint mark; savepoint mark" : "savepoint mark");
            marked = true;
            writing = true;
            touched = false;
        }
        return shape;
    }

    private void requireAlive() throws SQLException {
        if (unplugged || broken) {
            throw gone();
        }
    }

    private void setAutoCommit(boolean autoCommit) throws SQLException {
        requireAlive();
        inTransaction = !autoCommit;
    }

    private void commit() throws SQLException {
        requireAlive();
        if (!writing) {
            return;
        }
        if (failures.breaks(Point.BEFORE_COMMIT)) {
            broken = true;
            throw gone();
        }
        writing = false;
        writes += touched ? 1 : 0;
        touched = false;
        if (failures.breaks(Point.AFTER_COMMIT)) {
            broken = true;
            throw gone();
        }
    }

    private void takeBackOpen() throws SQLException {
        takeBackWritten();
        requireAlive();
    }

    private void close() throws SQLException {
        takeBackWritten();
        forgetOpen();
    }
}
