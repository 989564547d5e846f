package io.gridpact.arbiter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.arbiter.network.ADatabase;
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

    /// Of a trade that a utility shows because the two sides differ, or a status is claimed, until the other has it.
    private static final Set<String> EVIDENCE = Set.of("sealing_deposit.proof", "status_claim.evidence");

    private static final Set<String> OF_TRADES = Set.of(
            "CUSTOMER",
            "GRID",
            "LIMIT",
            "ORDER",
            "QUANTITY",
            "PRICE",
            "READING",
            "OUTCOME",
            "SUM",
            "PSEUDONYM",
            "SEALED",
            "COUNT");

    /// The last column of PROTOCOL.md, section 2, also in what is kept as signed bytes.
    @Test
    void nothing_is_stored_of_trades_meters_and_customers() throws Exception {
        Map<String, Row> wire = table(WIRE);
        Map<String, Row> stored = table(STORED);
        stored.keySet().removeAll(EVIDENCE);
        assertThat(stored).allSatisfy((column, row) -> {
            Set<String> classes = new TreeSet<>(Set.of(row.data()));
            row.carries().forEach(message -> collect(message, wire, classes));
            assertThat(classes).as(column).doesNotContainAnyElementsOf(OF_TRADES);
        });
    }

    private static void collect(String message, Map<String, Row> wire, Set<String> classes) {
        wire.forEach((field, row) -> {
            if (field.startsWith(message + ".")) {
                classes.add(row.data());
                row.carries().forEach(within -> collect(within, wire, classes));
            }
        });
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
