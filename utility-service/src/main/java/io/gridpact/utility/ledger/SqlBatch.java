package io.gridpact.utility.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement for many rows: each parameter of the SQL is an array that holds one column.
///
/// Column types are those of the casts in the SQL (`?::bytea[]`), in order.
public final class SqlBatch implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<String> columnTypes;
    private final List<List<@Nullable Object>> columns = new ArrayList<>();
    private int rows;

    public SqlBatch(Connection connection, String sql) throws SQLException {
        this.connection = connection;
        this.columnTypes = columnTypes(sql);
        this.statement = connection.prepareStatement(sql);
        for (int i = 0; i < columnTypes.size(); i++) {
            columns.add(new ArrayList<>());
        }
    }

    /// Adds a row: one value a column, of the column's Java type (byte[], Long, String, UUID, Boolean, BigDecimal), or
    /// null.
    public void row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        for (int i = 0; i < values.length; i++) {
            columns.get(i).add(values[i]);
        }
        rows++;
    }

    public int rows() {
        return rows;
    }

    /// @return how many rows of the database it changed
    public int update() throws SQLException {
        bind();
        return statement.executeUpdate();
    }

    /// For statements that return rows. The result closes with this batch.
    public ResultSet query() throws SQLException {
        bind();
        return statement.executeQuery();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }

    private void bind() throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            statement.setArray(
                    i + 1, connection.createArrayOf(columnTypes.get(i), array(columnTypes.get(i), columns.get(i))));
        }
    }

    /// The driver takes byte arrays only in an array of that type.
    private static @Nullable Object[] array(String type, List<@Nullable Object> column) {
        return type.equals("bytea") ? column.toArray(new byte[0][]) : column.toArray();
    }

    private static List<String> columnTypes(String sql) {
        List<String> types = new ArrayList<>();
        int at = sql.indexOf("?::");
        while (at >= 0) {
            int end = sql.indexOf("[]", at);
            types.add(sql.substring(at + "?::".length(), end));
            at = sql.indexOf("?::", end);
        }
        return List.copyOf(types);
    }
}
