package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.ReadsKept.Question;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement with parameters: what it reads is asked of the database only if it may have changed since, and what it
/// changes is noted.
final class DiskStatement implements InvocationHandler {

    /// Notes what a write has touched.
    @FunctionalInterface
    interface Changes {
        void by(KnownSql.Shape write);
    }

    private record Setting(Method method, Object[] arguments) {}

    private final Connection server;
    private final String sql;
    private final KnownSql.Shape shape;
    private final ReadsKept kept;
    private final Changes changes;
    private final List<Setting> settings = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private @Nullable PreparedStatement asked;

    private DiskStatement(Connection server, String sql, KnownSql.Shape shape, ReadsKept kept, Changes changes) {
        this.server = server;
        this.sql = sql;
        this.shape = shape;
        this.kept = kept;
        this.changes = changes;
    }

    static PreparedStatement of(Connection server, String sql, KnownSql.Shape shape, ReadsKept kept, Changes changes) {
        return (PreparedStatement) Proxy.newProxyInstance(
                DiskStatement.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                new DiskStatement(server, sql, shape, kept, changes));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("close")) {
            close();
            return null;
        }
        if (!shape.repeatable()) {
            boolean changed = !shape.reads() && name.startsWith("execute");
            try {
                Object result = SimulatedDisk.invoke(asked(), method, arguments);
                // It found no row to change.
                changed &= !(name.equals("executeUpdate") && Integer.valueOf(0).equals(result));
                return result;
            } finally {
                if (changed) {
                    changes.by(shape);
                }
            }
        }
        if (name.equals("setFetchSize")) {
            return null;
        }
        if (name.equals("getConnection")) {
            // Arrays are made by it.
            return server;
        }
        if (name.startsWith("set") && arguments != null && arguments.length > 1) {
            set(method, arguments);
            return null;
        }
        if (name.equals("executeQuery")) {
            return answer();
        }
        throw new UnsupportedOperationException(method + " of " + sql);
    }

    private PreparedStatement asked() throws SQLException {
        PreparedStatement statement = asked;
        if (statement == null) {
            statement = server.prepareStatement(sql);
            asked = statement;
        }
        return statement;
    }

    private void set(Method method, Object[] arguments) {
        int place = (Integer) arguments[0];
        while (parameters.size() < place) {
            parameters.add("");
        }
        Object value = method.getName().equals("setNull") ? "null" : said(arguments[1]);
        parameters.set(place - 1, value);
        settings.removeIf(setting -> setting.arguments()[0].equals(place));
        settings.add(new Setting(method, arguments.clone()));
    }

    private static Object said(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> ByteBuffer.wrap(bytes.clone());
            case Array array -> array.toString();
            default -> value;
        };
    }

    private ResultSet answer() throws SQLException, ReflectiveOperationException {
        // Where there is nothing to be found, it does not matter what is looked for.
        List<Object> asking = kept.areEmpty(shape.driving()) ? List.of() : List.copyOf(parameters);
        Question question = new Question(sql, asking);
        ResultSet answer = kept.answer(question, shape.touched());
        if (answer != null) {
            return answer;
        }
        PreparedStatement statement = asked();
        for (Setting setting : settings) {
            try {
                setting.method().invoke(statement, setting.arguments());
            } catch (InvocationTargetException fault) {
                throw new SQLException("cannot set a parameter", fault.getCause());
            }
        }
        return kept.keep(question, shape.touched(), statement.executeQuery());
    }

    private void close() throws SQLException {
        PreparedStatement statement = asked;
        if (statement != null) {
            statement.close();
        }
    }
}
