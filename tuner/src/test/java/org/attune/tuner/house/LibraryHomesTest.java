package org.attune.tuner.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A third-party library lives in the package that needs it and nowhere else; arrows between packages point down. */
@AnalyzeClasses(packages = "org.attune", importOptions = ImportOption.DoNotIncludeTests.class)
class LibraryHomesTest {

    @ArchTest
    static final ArchRule JDBC_STAYS_IN_THE_STORE = onlyIn(
            "org.attune.tuner.store..",
            "org.jdbi..",
            "org.h2..",
            "org.flywaydb..",
            "com.zaxxer..",
            "java.sql..",
            "javax.sql..");

    @ArchTest
    static final ArchRule JAVALIN_STAYS_IN_THE_API =
            onlyIn("org.attune.tuner.api..", "io.javalin..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule PICOCLI_STAYS_IN_THE_CLI = onlyIn("org.attune.tuner.cli..", "picocli..");

    @ArchTest
    static final ArchRule DOCKER_STAYS_IN_THE_RUNNER = onlyIn("org.attune.runner.docker..", "com.github.dockerjava..");

    @ArchTest
    static final ArchRule YAML_IS_READ_IN_THE_SPEC = onlyIn("org.attune.tuner.spec..", "org.snakeyaml..");

    @ArchTest
    static final ArchRule MATHS_STAYS_IN_SEARCH = onlyIn("org.attune.search..", "org.apache.commons.math3..");

    @ArchTest
    static final ArchRule PEKKO_STAYS_WITH_THE_ACTORS = noClasses()
            .that()
            .resideOutsideOfPackages("org.attune.cluster..", "org.attune.tuner.control..", "org.attune.tuner.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..");

    @ArchTest
    static final ArchRule DECISIONS_KNOW_NO_ACTORS = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.attune.tuner.study..", "org.attune.cluster.placement..", "org.attune.cluster.gang..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "java.sql..", "java.net..");

    @ArchTest
    static final ArchRule THE_COMMAND_LINE_NEVER_SEES_THE_WIRING = noClasses()
            .that()
            .resideInAPackage("org.attune.tuner.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.attune.tuner.app..", "org.attune.tuner.control..", "org.attune.tuner.api..");

    @ArchTest
    static final ArchRule THE_STUDY_KNOWS_NO_MACHINE = noClasses()
            .that()
            .resideInAPackage("org.attune.tuner..")
            .and()
            .resideOutsideOfPackage("org.attune.tuner.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.attune.runner.process..", "org.attune.runner.device..", "org.attune.cluster.placement..");

    @ArchTest
    static final ArchRule TIME_IS_GIVEN = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.attune.search..",
                    "org.attune.tuner.study..",
                    "org.attune.cluster.placement..",
                    "org.attune.tuner.spec..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.attune.(*).(*)..").should().beFreeOfCycles();

    private static ArchRule onlyIn(String home, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }
}
