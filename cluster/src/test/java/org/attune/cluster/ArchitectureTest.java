package org.attune.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/** What the packages of this module may know. */
@AnalyzeClasses(packages = "org.attune.cluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.attune.cluster.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule placement_is_pure = noClasses()
            .that()
            .resideInAPackage("..cluster.placement")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "java.io..", "java.nio..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule decisions_of_the_scheduler_know_no_actors_and_no_clock = noClasses()
            .that()
            .haveNameMatching(
                    ".*cluster\\.schedule\\.(Fleet|Gang|GangState|NodeTable|Patience|WaitingGangs|Orders|Share).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.pekko..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class);

    @ArchTest
    static final ArchRule the_port_knows_workers_alone = classes()
            .that()
            .resideInAPackage("..cluster.gang")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..cluster.gang", "org.attune.runner.worker", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule nothing_asks_the_wall_clock_by_itself = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
