package io.gridpact.deploy.demo;

import java.util.ArrayList;
import java.util.List;

/// Columns of text for a terminal; those whose heading begins with '>' are flush right.
public final class TextTable {

    private static final String GAP = "  ";
    private static final String FLUSH_RIGHT = ">";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /// One line a row, without a line break at the end.
    public String render() {
        List<String> titles = headings.stream()
                .map(heading -> heading.startsWith(FLUSH_RIGHT) ? heading.substring(1) : heading)
                .toList();
        List<List<String>> all = new ArrayList<>();
        all.add(titles);
        all.addAll(rows);
        List<String> lines = new ArrayList<>();
        for (List<String> row : all) {
            lines.add(line(row, all));
        }
        return String.join("\n", lines);
    }

    private String line(List<String> row, List<List<String>> all) {
        StringBuilder line = new StringBuilder("  ");
        for (int column = 0; column < row.size(); column++) {
            int index = column;
            int width = all.stream()
                    .mapToInt(cells -> cells.get(index).length())
                    .max()
                    .orElse(0);
            String padding = " ".repeat(width - row.get(column).length());
            boolean right = headings.get(column).startsWith(FLUSH_RIGHT);
            line.append(right ? padding + row.get(column) : row.get(column) + padding)
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
