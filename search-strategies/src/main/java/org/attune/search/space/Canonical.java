package org.attune.search.space;

import java.util.List;

/** What a space makes of a map of values. */
public sealed interface Canonical permits Canonical.Valid, Canonical.Invalid {

    /**
     * The values are a point of the space.
     *
     * @param assignment the point in its canonical form
     */
    record Valid(Assignment assignment) implements Canonical {}

    /**
     * The values are no point of the space.
     *
     * @param problems every problem, each a sentence with the parameter, what was found and what was expected
     */
    record Invalid(List<String> problems) implements Canonical {

        /** Copies the problems. */
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
