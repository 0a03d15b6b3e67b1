package org.attune.search.space;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Something known beforehand that every trial must satisfy. A constraint that names an inactive parameter holds.
 *
 * @param text the constraint as its author wrote it, for messages
 * @param parameters the names it reads
 * @param holds decides from all active values; only called when every name it reads is active; must be a pure function
 */
public record Constraint(String text, Set<String> parameters, Predicate<Map<String, Object>> holds) {

    /** Copies the names. */
    public Constraint {
        parameters = Collections.unmodifiableSet(new LinkedHashSet<>(parameters));
    }
}
