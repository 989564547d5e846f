package io.gridpact.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.gridpact.gateway");

    private static final Pattern WIRE_PACKAGE =
            Pattern.compile("io\\.gridpact\\.(arbiter|directory|platform|status|trade)\\.v1");

    private static final DescribedPredicate<JavaClass> GENERATED = DescribedPredicate.describe(
            "generated from the wire contract",
            type -> WIRE_PACKAGE.matcher(type.getPackageName()).matches());

    private static final DescribedPredicate<JavaClass> AN_ADAPTER = DescribedPredicate.describe(
            "an adapter, named *Grpc or *Client",
            type -> outermost(type).getSimpleName().endsWith("Grpc")
                    || outermost(type).getSimpleName().endsWith("Client"));

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    @Test
    void packages_are_imported_one_way_only() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("platform")
                .definedBy("io.gridpact.gateway.platform")
                .layer("order")
                .definedBy("io.gridpact.gateway.order")
                .layer("outbox")
                .definedBy("io.gridpact.gateway.outbox")
                .layer("utility")
                .definedBy("io.gridpact.gateway.utility")
                .layer("node")
                .definedBy("io.gridpact.gateway.node")
                .whereLayer("platform")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("order")
                .mayOnlyBeAccessedByLayers("platform")
                .whereLayer("outbox")
                .mayOnlyBeAccessedByLayers("platform", "order")
                .whereLayer("utility")
                .mayOnlyBeAccessedByLayers("platform", "order", "outbox")
                .whereLayer("node")
                .mayOnlyBeAccessedByLayers("platform", "order", "outbox", "utility")
                .check(GATEWAY);
    }

    @Test
    void generated_classes_stay_in_adapters() {
        noClasses()
                .that(DescribedPredicate.not(AN_ADAPTER))
                .should()
                .dependOnClassesThat(GENERATED)
                .check(GATEWAY);
    }

    @Test
    void use_cases_know_neither_quarkus_nor_hibernate_nor_grpc() {
        noClasses()
                .that()
                .resideInAPackage("io.gridpact.gateway.order")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta.persistence..", "org.hibernate..", "io.grpc..")
                .check(GATEWAY);
    }

    @Test
    void the_database_is_reached_through_repositories() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Store")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus.hibernate.orm.panache")
                .check(GATEWAY);
    }

    @Test
    void nothing_prints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(GATEWAY);
    }
}
