package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The golden vectors of orders and of the directory. They are files, so that other implementations can be held to
/// them; after a deliberate change `mvn -pl proto -am test -Dvectors.write=true` writes them anew.
class VectorsTest {

    private static final Path ROOT = Path.of("src/test/resources/vectors");

    private static final List<String> FOLDERS = List.of("order", "directory");

    static List<Vector> vectors() {
        return Stream.of(
                        ConsentedOrderVectors.all(),
                        SealedOrderVectors.all(),
                        SealingProofVectors.all(),
                        UpdateVectors.all(),
                        QueryVectors.all(),
                        DirectoryVectors.all(),
                        RevocationVectors.all())
                .flatMap(vectors -> vectors)
                .toList();
    }

    @BeforeAll
    static void write_them_where_that_is_asked_for() throws IOException {
        if (!Boolean.getBoolean("vectors.write")) {
            return;
        }
        for (String path : files().keySet()) {
            Files.delete(ROOT.resolve(path));
        }
        for (Map.Entry<String, String> file : expected().entrySet()) {
            Path path = ROOT.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    @Test
    void the_files_are_what_the_tables_say() throws IOException {
        assertThat(files()).isEqualTo(expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void is_judged_as_the_file_says(Vector made) throws IOException {
        Vector vector = Vector.read(made.folder(), made.name(), Files.readString(ROOT.resolve(made.path())));

        assertThat(Judge.outcome(vector)).isEqualTo(vector.outcome());
    }

    private static Map<String, String> expected() {
        Map<String, String> files = vectors().stream().collect(Collectors.toMap(Vector::path, Vector::text));
        files.put("order/context.txt", WorkedExample.context());
        files.put("order/worked-example.txt", WorkedExample.text());
        return new TreeMap<>(files);
    }

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String folder : FOLDERS) {
            if (!Files.exists(ROOT.resolve(folder))) {
                continue;
            }
            try (Stream<Path> paths = Files.walk(ROOT.resolve(folder))) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    files.put(ROOT.relativize(path).toString(), Files.readString(path));
                }
            }
        }
        return files;
    }
}
