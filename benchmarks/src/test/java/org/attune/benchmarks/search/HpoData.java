package org.attune.benchmarks.search;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of tasks that tests read: the environment's HPO, or beside the repository. */
final class HpoData {

    private HpoData() {}

    /** The folder; skips the test when it is not there. */
    static Path folder() {
        String given = System.getenv("HPO");
        // tests run in the module's folder
        Path folder = Path.of(given == null || given.isBlank() ? "../../shared/data/hpo" : given);
        Assumptions.assumeTrue(
                Files.isDirectory(folder.resolve("tasks")),
                () -> "no benchmark tasks at " + folder.toAbsolutePath().normalize() + "; give the folder as HPO");
        return folder;
    }
}
