package io.gridpact.arbiter.log;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Rows as arrays, one for each column: a statement over `unnest` takes any number of rows in one round trip.
final class Columns<R> {

    private final PreparedStatement statement;
    private final Connection connection;
    private final Collection<R> rows;
    private int next = 1;

    Columns(PreparedStatement statement, Collection<R> rows) throws SQLException {
        this.statement = statement;
        this.connection = statement.getConnection();
        this.rows = rows;
    }

    Columns<R> integers(ToLongFunction<R> column) throws SQLException {
        Long[] values = rows.stream().map(column::applyAsLong).toArray(Long[]::new);
        return set(connection.createArrayOf("bigint", values));
    }

    Columns<R> texts(Function<R, String> column) throws SQLException {
        return set(connection.createArrayOf("text", rows.stream().map(column).toArray(String[]::new)));
    }

    /// The column's function may give null where the column may be null.
    Columns<R> bytes(Function<R, byte @Nullable []> column) throws SQLException {
        byte[] @Nullable [] values = new byte[rows.size()] @Nullable [];
        int row = 0;
        for (R value : rows) {
            values[row++] = column.apply(value);
        }
        return set(connection.createArrayOf("bytea", values));
    }

    private Columns<R> set(Array array) throws SQLException {
        statement.setArray(next++, array);
        return this;
    }
}
