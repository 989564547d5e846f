package io.gridpact.deploy.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the services' statements read and change, seen from their text.
final class KnownSql {

    private static final Pattern READS = Pattern.compile("^\\s*(select|with)\\b");
    private static final Pattern WRITES = Pattern.compile("\\b(insert|update|delete)\\s");
    private static final Pattern CHANGED = Pattern.compile("\\b(?:insert\\s+into|update|delete\\s+from)\\s+(\\w+)");
    /// What makes a read give another answer each time, or hold something.
    private static final Pattern UNSTEADY =
            Pattern.compile("nextval|currval|setval|\\bpg_|\\bnow\\s*\\(|random|\\bfor\\s+(update|share|no|key)\\b");

    /// Has rows although no table has any.
    private static final Pattern ROWS_OF_PARAMETERS = Pattern.compile("\\b(unnest|values|generate_series)\\b");
    /// One table, and others joined to it so that it alone brings rows.
    private static final Pattern SIMPLE = Pattern.compile(
            "\\s*select\\s(?<selected>((?!\\b(from|union)\\b).)*)\\bfrom\\s+(?<table>\\w+)\\b((?!\\b(union|right|full)\\b).)*",
            Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\w+");

    private final Set<String> tables;
    private final Map<String, Shape> shapes = new HashMap<>();

    /// @param tables all there are
    KnownSql(Set<String> tables) {
        this.tables = tables;
    }

    /// A statement.
    ///
    /// @param reads whether it changes nothing
    /// @param repeatable whether its answer depends on its tables and parameters alone
    /// @param touched tables that it reads, or for a write those that it changes
    /// @param driving tables all of which have to be empty for its answer to be the same whatever its parameters
    // are
    record Shape(boolean reads, boolean repeatable, Set<String> touched, Set<String> driving) {}

    Shape of(String sql) {
        return shapes.computeIfAbsent(sql, this::shape);
    }

    private Shape shape(String sql) {
        boolean reads = READS.matcher(sql).find() && !WRITES.matcher(sql).find();
        if (!reads) {
            Set<String> changed = known(CHANGED.matcher(sql), 1);
            // Whatever it is, it may have changed anything.
            return new Shape(false, false, changed.isEmpty() ? tables : changed, Set.of());
        }
        Set<String> read = known(WORD.matcher(sql), 0);
        boolean repeatable = !read.isEmpty() && !UNSTEADY.matcher(sql).find();
        return new Shape(true, repeatable, read, repeatable ? driving(sql, read) : Set.of());
    }

    /// The table that rows are looked for in, where all the others only narrow or widen what was found in it; else all.
    private Set<String> driving(String sql, Set<String> read) {
        if (ROWS_OF_PARAMETERS.matcher(sql).find()) {
            return Set.of();
        }
        String outer = withoutInner(sql);
        Matcher simple = SIMPLE.matcher(outer);
        boolean one = simple.matches() && tables.contains(simple.group("table"));
        int selected = one ? simple.end("selected") : sql.length();
        boolean fixed = sql.substring(0, selected).indexOf('?') < 0;
        return fixed ? one ? Set.of(simple.group("table")) : read : Set.of();
    }

    /// The text with blanks for what is in parentheses.
    private static String withoutInner(String sql) {
        StringBuilder outer = new StringBuilder();
        int depth = 0;
        for (char letter : sql.toCharArray()) {
            depth += letter == '(' ? 1 : 0;
            outer.append(depth == 0 ? letter : ' ');
            depth -= letter == ')' ? 1 : 0;
        }
        return outer.toString();
    }

    private Set<String> known(Matcher words, int group) {
        Set<String> found = new HashSet<>();
        while (words.find()) {
            if (tables.contains(words.group(group))) {
                found.add(words.group(group));
            }
        }
        return Set.copyOf(found);
    }
}
