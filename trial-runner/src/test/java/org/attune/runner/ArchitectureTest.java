package org.attune.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the module may know. */
@AnalyzeClasses(packages = "org.attune.runner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.attune.runner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule it_knows_no_study_and_no_cluster = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.attune.cluster..", "org.attune.tuner..", "org.attune.search..", "org.apache.pekko..");

    @ArchTest
    static final ArchRule the_words_of_a_worker_stand_alone = noClasses()
            .that()
            .resideInAPackage("org.attune.runner.worker")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.attune.runner.runtime",
                    "org.attune.runner.process",
                    "org.attune.runner.metrics",
                    "org.attune.runner.logs",
                    "org.attune.runner.device");

    @ArchTest
    static final ArchRule only_the_process_runtime_and_probes_start_processes = noClasses()
            .that()
            .resideOutsideOfPackages("org.attune.runner.process", "org.attune.runner.device", "org.attune.runner.logs")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule nothing_asks_the_clock_by_itself = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");
}
