package io.gridpact.deploy.simulation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a database has answered and would answer again, because no table that the answer is from has changed since. A
/// service asks the same questions after every step, and most steps change little.
final class ReadsKept {

    /// @param parameters compared by what they say
    record Question(String sql, List<Object> parameters) {}

    private record Answer(long at, HeldRows rows) {}

    private final Map<String, Long> changedAt = new HashMap<>();
    private final Map<Question, Answer> answers = new HashMap<>();
    private long changes;

    /// These tables are others than before, or are again what they were.
    void changed(Set<String> tables) {
        changes++;
        for (String table : tables) {
            changedAt.put(table, changes);
        }
    }

    /// Another run begins: all tables are empty.
    void forget() {
        answers.clear();
        changedAt.clear();
    }

    /// Whether nothing has ever been written to any of them.
    boolean areEmpty(Set<String> tables) {
        return !tables.isEmpty() && tables.stream().noneMatch(changedAt::containsKey);
    }

    /// What was answered, where that still holds.
    @Nullable
    ResultSet answer(Question question, Set<String> tables) {
        Answer answer = answers.get(question);
        return answer == null || answer.at() != lastChange(tables)
                ? null
                : answer.rows().open();
    }

    /// @param rows are read to their end and closed
    ResultSet keep(Question question, Set<String> tables, ResultSet rows) throws SQLException {
        HeldRows held = HeldRows.of(rows);
        answers.put(question, new Answer(lastChange(tables), held));
        return held.open();
    }

    /// Another than before where one of them is another.
    long lastChange(Set<String> tables) {
        long last = 0;
        for (String table : tables) {
            last = Math.max(last, changedAt.getOrDefault(table, 0L));
        }
        return last;
    }
}
