package io.gridpact.protocol;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house's rules for this module, as far as a machine can tell.
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.gridpact.protocol");

    private static final Path SOURCES = Path.of("src/main/java");

    private static final int MAX_FILE_LINES = 300;

    private static final Pattern COMMENT = Pattern.compile("^\\s*//.*$", Pattern.MULTILINE);

    private static final Pattern FLOATING_POINT = Pattern.compile("\\b(double|float|Double|Float)\\b");

    private static final Pattern VAGUE_PACKAGE = Pattern.compile("util|common|helper|impl|dto|mapper|service");

    @Test
    void bouncy_castle_is_known_to_envelope_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gridpact.protocol.envelope..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void generated_messages_are_known_to_wire_and_link_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.gridpact.protocol.wire..", "io.gridpact.protocol.link..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.gridpact.directory.v1",
                        "io.gridpact.trade.v1",
                        "io.gridpact.status.v1",
                        "io.gridpact.arbiter.v1",
                        "io.gridpact.platform.v1",
                        "com.google.protobuf..",
                        "com.google.type..",
                        "com.google.rpc.."))
                .check(CLASSES);
    }

    @Test
    void the_network_is_known_to_link_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gridpact.protocol.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "io.netty..", "java.net..", "javax.net..", "io.opentelemetry..")
                .check(CLASSES);
    }

    @Test
    void time_comes_in_as_an_argument() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gridpact.protocol.link..")
                .should()
                .callMethodWhere(target(name("now")).and(target(owner(resideInAnyPackage("java.time..")))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.InstantSource.class)
                .check(CLASSES);
    }

    @Test
    void randomness_comes_in_as_an_argument() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gridpact.protocol.link..")
                .should()
                .callConstructorWhere(target(owner(assignableTo(Random.class))))
                .orShould()
                .callMethodWhere(target(name("getInstanceStrong")))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.concurrent.ThreadLocalRandom.class, java.util.UUID.class)
                .check(CLASSES);
    }

    @Test
    void no_package_needs_one_that_needs_it() {
        slices().matching("io.gridpact.protocol.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void each_package_says_what_it_is_for() throws IOException {
        for (Path folder : foldersWithSources()) {
            Path packageInfo = folder.resolve("package-info.java");
            assertThat(packageInfo).exists();
            assertThat(Files.readString(packageInfo)).startsWith("/// ").contains("@NullMarked");
        }
    }

    @Test
    void no_package_has_a_vague_name() throws IOException {
        assertThat(foldersWithSources())
                .noneMatch(folder ->
                        VAGUE_PACKAGE.matcher(folder.getFileName().toString()).matches());
    }

    @Test
    void no_file_is_longer_than_one_can_read() throws IOException {
        for (Path source : sources()) {
            assertThat(Files.readAllLines(source)).as("%s", source).hasSizeLessThanOrEqualTo(MAX_FILE_LINES);
        }
    }

    @Test
    void no_number_is_inexact() throws IOException {
        for (Path source : sources()) {
            String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
            assertThat(FLOATING_POINT.matcher(code).find()).as("%s", source).isFalse();
        }
    }

    @Test
    void nothing_writes_to_standard_output() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> paths = Files.walk(SOURCES)) {
            return paths.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }

    private static List<Path> foldersWithSources() throws IOException {
        return sources().stream().map(Path::getParent).distinct().toList();
    }
}
