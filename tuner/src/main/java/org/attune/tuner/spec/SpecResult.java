package org.attune.tuner.spec;

import java.util.List;

/** What reading a spec ends in. */
public sealed interface SpecResult {

    /**
     * The spec is good.
     *
     * @param spec with every default written in
     * @param warnings in the order of the text
     */
    record Valid(StudySpec spec, List<SpecProblem> warnings) implements SpecResult {
        /** Copies the list. */
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The spec is not.
     *
     * @param problems errors and warnings in the order of the text, at least one error
     */
    record Invalid(List<SpecProblem> problems) implements SpecResult {
        /** Copies the list. */
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** All errors and warnings in the order of the text. */
    default List<SpecProblem> all() {
        return this instanceof Valid valid ? valid.warnings() : ((Invalid) this).problems();
    }
}
