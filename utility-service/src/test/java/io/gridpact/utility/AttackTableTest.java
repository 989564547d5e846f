package io.gridpact.utility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of attacks in README.md names tests that exist.
class AttackTableTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]+Test)\\.([a-z_]+)`");
    private static final List<Path> TESTS = List.of(
            Path.of("src/test/java"), Path.of("../proto/src/test/java"), Path.of("../arbiter-service/src/test/java"));

    @Test
    void every_test_that_it_names_is_there() throws IOException {
        List<String> missing = NAMED.matcher(Files.readString(Path.of("README.md")))
                .results()
                .filter(named -> TESTS.stream().noneMatch(root -> holds(root, named.group(1), named.group(2))))
                .map(named -> named.group())
                .toList();

        assertThat(missing).isEmpty();
        assertThat(Files.readString(Path.of("README.md"))).containsPattern(NAMED);
    }

    private static boolean holds(Path root, String test, String method) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(test + ".java"))
                    .anyMatch(file -> text(file).contains("void " + method + "("));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
