package io.gridpact.utility;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.grpc.BindableService;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.persistence.Entity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house's rules for this module, as far as a machine can tell.
class ArchitectureTest {

    private static final String BASE = "io.gridpact.utility.";

    private static final JavaClasses UTILITY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.gridpact.utility");

    private static final Path SOURCES = Path.of("src/main/java");

    private static final int MAX_FILE_LINES = 300;

    private static final Pattern WIRE_PACKAGE =
            Pattern.compile("io\\.gridpact\\.(arbiter|directory|platform|status|trade)\\.v1");

    private static final Pattern VAGUE_PACKAGE = Pattern.compile("util|common|helper|impl|dto|mapper|service");

    /// What Quarkus builds or calls, by name: adapters, repositories and their rows, producers, metrics.
    private static final Set<String> ADAPTERS = Set.of("Grpc", "Store", "Row", "Beans", "Metrics");

    /// Where the process is put together from what each room has.
    private static final Set<String> PUT_TOGETHER = Set.of("AllChecks", "UtilityLife");

    private static final DescribedPredicate<JavaClass> GENERATED = describe(
            "generated from the wire contract",
            type -> WIRE_PACKAGE.matcher(type.getPackageName()).matches());

    private static final DescribedPredicate<JavaClass> ON_THE_WIRE =
            describe("named *Grpc, *Client or *Wire", type -> Stream.of("Grpc", "Client", "Wire")
                    .anyMatch(outermost(type)::endsWith));

    private static final DescribedPredicate<JavaClass> WHAT_CLIENTS_SHARE =
            describe("StreamedCall", type -> outermost(type).equals("StreamedCall"));

    private static final DescribedPredicate<JavaClass> KNOWN_TO_QUARKUS = describe(
            "of node, or named *" + String.join(", *", ADAPTERS),
            type -> type.getPackageName().equals(BASE + "node")
                    || ADAPTERS.stream().anyMatch(outermost(type)::endsWith)
                    || PUT_TOGETHER.contains(outermost(type)));

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getSimpleName());
    }

    @Test
    void rooms_are_entered_one_way_only() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("settlement")
                .definedBy(BASE + "settlement")
                .layer("metering")
                .definedBy(BASE + "metering")
                .layer("order")
                .definedBy(BASE + "order")
                .layer("sealing")
                .definedBy(BASE + "sealing")
                .layer("update")
                .definedBy(BASE + "update")
                .layer("grid")
                .definedBy(BASE + "grid")
                .layer("pairing")
                .definedBy(BASE + "pairing")
                .layer("customer")
                .definedBy(BASE + "customer")
                .layer("ledger")
                .definedBy(BASE + "ledger")
                .layer("peer")
                .definedBy(BASE + "peer")
                .layer("node")
                .definedBy(BASE + "node")
                .whereLayer("settlement")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("metering")
                .mayOnlyBeAccessedByLayers("settlement")
                .whereLayer("order")
                .mayOnlyBeAccessedByLayers("settlement", "metering")
                .whereLayer("sealing")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("update")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("pairing")
                .mayOnlyBeAccessedByLayers("settlement", "metering", "order", "sealing")
                .whereLayer("customer")
                .mayOnlyBeAccessedByLayers("settlement", "metering", "order", "update")
                .whereLayer("grid")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("ledger")
                .mayOnlyBeAccessedByLayers(
                        "settlement", "metering", "order", "sealing", "update", "grid", "pairing", "customer")
                .whereLayer("peer")
                .mayOnlyBeAccessedByLayers(
                        "settlement", "metering", "order", "sealing", "update", "grid", "pairing", "customer", "ledger")
                .check(UTILITY);
        slices().matching(BASE + "(*)").should().beFreeOfCycles().check(UTILITY);
    }

    @Test
    void every_room_is_on_the_plan() {
        assertThat(UTILITY.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(
                        BASE + "settlement",
                        BASE + "metering",
                        BASE + "order",
                        BASE + "sealing",
                        BASE + "update",
                        BASE + "grid",
                        BASE + "pairing",
                        BASE + "customer",
                        BASE + "ledger",
                        BASE + "peer",
                        BASE + "node");
    }

    @Test
    void generated_messages_stay_in_adapters() {
        noClasses()
                .that(not(ON_THE_WIRE))
                .should()
                .dependOnClassesThat(GENERATED.or(resideInAnyPackage("com.google.protobuf..", "com.google.rpc..")))
                .check(UTILITY);
    }

    @Test
    void grpc_is_known_to_adapters_alone() {
        noClasses()
                .that(not(ON_THE_WIRE.or(WHAT_CLIENTS_SHARE)))
                .and()
                .resideOutsideOfPackage(BASE + "node")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.grpc.."))
                .check(UTILITY);
    }

    @Test
    void use_cases_and_rules_can_be_built_without_quarkus() {
        noClasses()
                .that(not(KNOWN_TO_QUARKUS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "org.hibernate..")
                .check(UTILITY);
    }

    @Test
    void names_tell_the_part_that_a_class_has() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .haveSimpleNameEndingWith("Row")
                .check(UTILITY);
        classes()
                .that()
                .areAssignableTo(PanacheRepositoryBase.class)
                .should()
                .haveSimpleNameEndingWith("Store")
                .check(UTILITY);
        classes()
                .that()
                .areAssignableTo(BindableService.class)
                .should()
                .haveSimpleNameEndingWith("Grpc")
                .check(UTILITY);
    }

    @Test
    void time_comes_from_the_clock_of_the_node() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "node")
                .should()
                .callMethodWhere(
                        target(nameMatching("now|system.*")).and(target(owner(resideInAnyPackage("java.time..")))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(UTILITY);
        // In the node, real time is for certificates and for bounds on callers, which no manual clock moves.
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Beans")
                .and()
                .haveSimpleNameNotEndingWith("Grpc")
                .and()
                .doNotHaveSimpleName("Readiness")
                .should()
                .callMethodWhere(target(nameMatching("now|system.*"))
                        .and(target(owner(assignableTo(InstantSource.class)
                                .or(assignableTo(Clock.class))
                                .or(resideInAnyPackage("java.time"))))))
                .check(UTILITY);
    }

    @Test
    void randomness_comes_in_as_an_argument() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "node")
                .should()
                .callConstructorWhere(target(owner(assignableTo(Random.class))))
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocalRandom.class)
                .check(UTILITY);
    }

    @Test
    void nobody_signs_or_verifies_past_the_protocol() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..", "java.security.interfaces..")
                .check(UTILITY);
    }

    @Test
    void what_is_not_wanted_is_not_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "com.google.common..", "com.fasterxml.jackson..")
                .check(UTILITY);
    }

    @Test
    void nothing_prints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(UTILITY);
    }

    @Test
    void each_package_says_what_it_is_for_and_none_has_a_vague_name() throws IOException {
        for (Path folder : sources().stream().map(Path::getParent).distinct().toList()) {
            assertThat(folder.resolve("package-info.java")).exists();
            assertThat(Files.readString(folder.resolve("package-info.java")))
                    .startsWith("/// ")
                    .contains("@NullMarked");
            assertThat(folder.getFileName().toString()).doesNotMatch(VAGUE_PACKAGE);
        }
    }

    @Test
    void no_file_is_longer_than_one_can_read() throws IOException {
        for (Path source : sources()) {
            assertThat(Files.readAllLines(source)).as("%s", source).hasSizeLessThanOrEqualTo(MAX_FILE_LINES);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> paths = Files.walk(SOURCES)) {
            return paths.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }
}
