package io.gridpact.deploy.simulation;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows of an answer, to be read any number of times.
final class HeldRows {

    private final List<String> columns;
    private final List<@Nullable Object[]> rows;

    private HeldRows(List<String> columns, List<@Nullable Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    static HeldRows of(ResultSet from) throws SQLException {
        try (from) {
            ResultSetMetaData shape = from.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int column = 1; column <= shape.getColumnCount(); column++) {
                columns.add(shape.getColumnLabel(column).toLowerCase(Locale.ROOT));
            }
            List<@Nullable Object[]> rows = new ArrayList<>();
            while (from.next()) {
                @Nullable Object[] row = new Object[columns.size()];
                for (int column = 0; column < row.length; column++) {
                    row[column] = from.getObject(column + 1);
                }
                rows.add(row);
            }
            return new HeldRows(columns, rows);
        }
    }

    /// Before the first of them.
    ResultSet open() {
        Reading reading = new Reading();
        return (ResultSet) Proxy.newProxyInstance(
                HeldRows.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (proxy, method, arguments) -> reading.answer(method, arguments == null ? new Object[0] : arguments));
    }

    private final class Reading {

        private int at = -1;
        private boolean wasNull;

        @Nullable
        Object answer(Method method, Object[] arguments) throws SQLException {
            return switch (method.getName()) {
                case "next" -> {
                    at++;
                    yield at < rows.size();
                }
                case "close", "setFetchSize" -> null;
                case "isClosed" -> false;
                case "wasNull" -> wasNull;
                case "getLong" -> number(arguments).longValue();
                case "getInt" -> number(arguments).intValue();
                case "getBigDecimal" -> {
                    Object value = value(arguments);
                    yield value == null || value instanceof BigDecimal
                            ? value
                            : BigDecimal.valueOf(number(arguments).longValue());
                }
                case "getBoolean" -> Boolean.TRUE.equals(value(arguments));
                case "getString" -> {
                    Object value = value(arguments);
                    yield value == null ? null : value.toString();
                }
                case "getBytes" -> {
                    byte[] value = (byte[]) value(arguments);
                    yield value == null ? null : value.clone();
                }
                case "getObject" -> arguments.length == 1 ? value(arguments) : as(value(arguments), arguments[1]);
                default -> throw new UnsupportedOperationException(method.toString());
            };
        }

        private @Nullable Object value(Object[] arguments) throws SQLException {
            int column = arguments[0] instanceof Integer place
                    ? place - 1
                    : columns.indexOf(((String) arguments[0]).toLowerCase(Locale.ROOT));
            if (column < 0 || column >= columns.size() || at < 0 || at >= rows.size()) {
                throw new SQLException("no such column or row: " + arguments[0]);
            }
            Object value = rows.get(at)[column];
            wasNull = value == null;
            return value;
        }

        private Number number(Object[] arguments) throws SQLException {
            return value(arguments) instanceof Number number ? number : zero(arguments);
        }

        private Number zero(Object[] arguments) throws SQLException {
            if (wasNull) {
                return 0L;
            }
            throw new SQLException("not a number: " + arguments[0]);
        }

        private static @Nullable Object as(@Nullable Object value, Object type) throws SQLException {
            if (value == null || ((Class<?>) type).isInstance(value)) {
                return value;
            }
            if (type == Long.class && value instanceof Number number) {
                return number.longValue();
            }
            if (type == java.time.LocalDate.class && value instanceof Date date) {
                return date.toLocalDate();
            }
            throw new SQLException(value.getClass() + " is not a " + type);
        }
    }
}
