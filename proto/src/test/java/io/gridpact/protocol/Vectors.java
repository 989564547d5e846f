package io.gridpact.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Golden vectors: files in `src/test/resources/vectors`, for us and for whoever writes a second implementation.
/// Published ones are never written; ours are made again by the tests that check them with
///
/// `mvn -pl proto -am test -Dvectors.write=true`
///
/// Tables are comma-separated with a header line; lines that begin with `#` are comments; bytes are in hex.
public final class Vectors {

    private static final Path FOLDER = Path.of("src", "test", "resources", "vectors");
    private static final HexFormat HEX = HexFormat.of();

    private Vectors() {}

    /// The rows of a table, each by column name.
    public static List<Row> table(String file) {
        List<String> lines =
                text(file).lines().filter(line -> !line.startsWith("#")).toList();
        List<String> columns = List.of(lines.getFirst().split(",", -1));
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = List.of(line.split(",", -1));
            assertThat(cells).as("cells of %s in %s", line, file).hasSameSizeAs(columns);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), cells.get(i));
            }
            rows.add(new Row(row));
        }
        assertThat(rows).as("rows of %s", file).isNotEmpty();
        return rows;
    }

    /// The whole file.
    public static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Checks that one of our files holds exactly this, or writes it where vectors are being renewed.
    public static void check(String file, String content) {
        if (Boolean.getBoolean("vectors.write")) {
            try {
                Files.createDirectories(FOLDER.resolve(file).getParent());
                Files.writeString(FOLDER.resolve(file), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(content).as(file).isEqualTo(text(file));
    }

    /// One row of a table.
    public record Row(Map<String, String> cells) {

        public String text(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalArgumentException("no column " + column + " in " + cells.keySet());
            }
            return cell;
        }

        public byte[] bytes(String column) {
            return HEX.parseHex(text(column));
        }

        public long integer(String column) {
            return Long.parseLong(text(column));
        }

        /// Values divided by semicolons; none in an empty cell.
        public List<String> list(String column) {
            return text(column).isEmpty() ? List.of() : List.of(text(column).split(";", -1));
        }

        @Override
        public String toString() {
            return cells.values().iterator().next();
        }
    }
}
