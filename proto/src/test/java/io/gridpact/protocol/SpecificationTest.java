package io.gridpact.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The specification says what the vectors say.
class SpecificationTest {

    private static final Path README = Path.of("README.md");

    private static final Path VECTORS = Path.of("src/test/resources/vectors");

    /// Half a digest or more; shorter ones also occur as parts of encodings that are explained piece by piece.
    private static final Pattern LONG_HEX = Pattern.compile("\\b[0-9a-f]{32,}\\b");

    @Test
    void every_long_hex_value_in_it_is_one_of_the_vectors() throws IOException {
        String vectors = vectors();
        List<String> values = LONG_HEX.matcher(Files.readString(README))
                .results()
                .map(match -> match.group())
                .toList();

        assertThat(values).isNotEmpty().allSatisfy(value -> assertThat(vectors).contains(value));
    }

    private static String vectors() throws IOException {
        try (Stream<Path> paths = Files.walk(VECTORS)) {
            return paths.filter(Files::isRegularFile)
                    .map(SpecificationTest::text)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
