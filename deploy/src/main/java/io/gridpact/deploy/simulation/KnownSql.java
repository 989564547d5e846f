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
    record Shape(boolean reads, boolean repeatable, Set<String> touched) {}

    Shape of(String sql) {
        return shapes.computeIfAbsent(sql, this::shape);
    }

    private Shape shape(String sql) {
        boolean reads = READS.matcher(sql).find() && !WRITES.matcher(sql).find();
        if (!reads) {
            Set<String> changed = known(CHANGED.matcher(sql), 1);
            // Whatever it is, it may have changed anything.
            return new Shape(false, false, changed.isEmpty() ? tables : changed);
        }
        Set<String> read = known(WORD.matcher(sql), 0);
        return new Shape(true, !read.isEmpty() && !UNSTEADY.matcher(sql).find(), read);
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
