package io.gridpact.arbiter.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The house's rules that a machine can check.
class ArchitectureTest {

    private static final String BASE = "io.gridpact.arbiter.";

    private final JavaClasses arbiter = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    "io.gridpact.arbiter.deposit",
                    "io.gridpact.arbiter.log",
                    "io.gridpact.arbiter.member",
                    "io.gridpact.arbiter.node");

    @Test
    void imports_run_one_way_from_deposit_over_log_and_member_to_node() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "node")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + "deposit", BASE + "log", BASE + "member")
                .check(arbiter);
        noClasses()
                .that()
                .resideInAPackage(BASE + "member")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + "deposit", BASE + "log")
                .check(arbiter);
        noClasses()
                .that()
                .resideInAPackage(BASE + "log")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "deposit")
                .check(arbiter);
        slices().matching(BASE + "(*)").should().beFreeOfCycles().check(arbiter);
    }

    @Test
    void only_adapters_know_generated_messages() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Grpc")
                .and()
                .haveSimpleNameNotEndingWith("Client")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.gridpact.*.v1", "com.google.."))
                .check(arbiter);
    }

    @Test
    void use_cases_and_rules_know_nothing_of_quarkus() {
        noClasses()
                .that(resideInAPackage(BASE + "log")
                        .and(nameMatching(".*\\.(Submit|Prove|Watch|Judge|Check|Load|Read|Pairing|Batch|Sequencer|Log"
                                + "(Tree|Tail|Writer|Store|Transaction|Rows|Batch)|Postgres|Notary).*"))
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(nameMatching(".*Grpc"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..")
                .check(arbiter);
        noClasses()
                .that()
                .resideInAPackage(BASE + "deposit")
                .and()
                .haveSimpleNameNotEndingWith("Grpc")
                .and()
                .haveSimpleNameNotEndingWith("Beans")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..")
                .check(arbiter);
    }

    @Test
    void entities_are_rows_and_repositories_are_stores() {
        classes()
                .that()
                .areAnnotatedWith(jakarta.persistence.Entity.class)
                .should()
                .haveSimpleNameEndingWith("Row")
                .check(arbiter);
        classes()
                .that()
                .areAssignableTo(io.quarkus.hibernate.orm.panache.PanacheRepositoryBase.class)
                .should()
                .haveSimpleNameEndingWith("Store")
                .check(arbiter);
    }

    @Test
    void nobody_signs_or_verifies_past_the_protocol() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..", "java.security.interfaces..")
                .check(arbiter);
    }
}
