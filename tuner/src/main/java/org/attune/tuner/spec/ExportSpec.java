package org.attune.tuner.spec;

import java.util.List;
import java.util.Optional;

/**
 * What is made of the best trials after the search.
 *
 * @param count how many of the best
 * @param command argument vector, a template
 * @param image an image of its own
 * @param build an image of its own that is built; at most one of the two
 * @param metrics metrics that it prints, stored with the trial
 */
public record ExportSpec(
        int count, List<String> command, Optional<String> image, Optional<BuildSpec> build, List<String> metrics) {
    /** Copies the lists. */
    public ExportSpec {
        command = List.copyOf(command);
        metrics = List.copyOf(metrics);
    }
}
