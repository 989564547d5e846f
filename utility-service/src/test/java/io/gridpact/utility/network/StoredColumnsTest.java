package io.gridpact.utility.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is stored here, column by column, with the class of data that it holds (`privacy/stored.csv`). A new column
/// breaks the build until somebody has said what it tells.
class StoredColumnsTest {

    private static final Path STORED = Path.of("src/test/resources/privacy/stored.csv");
    private static final Path WIRE = Path.of("../proto/src/test/resources/privacy/wire.csv");

    /// A line of a table.
    ///
    /// @param carries messages whose signed bytes are in it
    private record Row(String data, List<String> carries) {}

    private static Map<String, Row> table(Path file) throws Exception {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                String[] cells = line.split(",", -1);
                rows.put(
                        cells[0], new Row(cells[1], cells[2].isEmpty() ? List.of() : List.of(cells[2].split(" ", -1))));
            }
        }
        rows.remove(rows.keySet().iterator().next());
        return rows;
    }

    @Test
    void every_column_is_classified_and_every_line_is_of_a_column() throws Exception {
        assertThat(table(STORED).keySet()).containsExactlyInAnyOrderElementsOf(columns());
    }

    @Test
    void whatever_holds_signed_bytes_says_which() throws Exception {
        Map<String, Row> wire = table(WIRE);
        assertThat(table(STORED)).allSatisfy((column, row) -> {
            assertThat(row.data().equals("SIGNED"))
                    .as(column)
                    .isEqualTo(!row.carries().isEmpty());
            assertThat(row.carries()).allSatisfy(message -> assertThat(wire.keySet())
                    .anyMatch(field -> field.startsWith(message + ".")));
        });
    }

    /// The names under which a utility knows its own customers. Of the other side it has a pseudonym for each order,
    /// one for each enrolment, and the key of a meter.
    @Test
    void customers_are_named_in_a_utilitys_own_tables_alone() throws Exception {
        Map<String, Row> stored = table(STORED);
        Map<String, Row> wire = table(WIRE);
        Set<String> named = new TreeSet<>();
        stored.forEach((column, row) -> {
            if (row.data().equals("CUSTOMER")) {
                named.add(column);
            }
            row.carries().forEach(message -> assertThat(wire.entrySet().stream()
                            .filter(field -> field.getKey().startsWith(message + "."))
                            .map(field -> field.getValue().data()))
                    .as(column)
                    .doesNotContain("CUSTOMER", "GRID", "LIMIT"));
        });

        assertThat(named)
                .containsExactly(
                        "customer.customer_id",
                        "customer_limit.customer_id",
                        "limit_account.customer_id",
                        "mandate.customer_id",
                        "meter.customer_id",
                        "trade.buyer_customer",
                        "trade.seller_customer");
    }

    private static List<String> columns() throws Exception {
        List<String> columns = new ArrayList<>();
        try (Connection connection = ADatabase.migrated().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select table_name || '.' || column_name as name from information_schema.columns
                        where table_schema = 'public' and table_name <> 'flyway_schema_history'""")) {
            while (row.next()) {
                columns.add(row.getString("name"));
            }
        }
        return columns;
    }
}
