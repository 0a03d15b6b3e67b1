package org.attune.tuner.spec;

import java.util.LinkedHashMap;
import java.util.Map;

/** Computes the derived values of a trial. */
public final class Derived {

    private Derived() {}

    /**
     * The derived values by name, in the order of the spec: Long, Double, String or Boolean. One that uses something
     * without a value (an inactive
     * parameter) is left out.
     *
     * @param assignment the trial's active parameters
     * @param workers the size of its gang
     */
    public static Map<String, Object> values(StudySpec spec, Map<String, Object> assignment, int workers) {
        Map<String, Object> known = new LinkedHashMap<>(assignment);
        known.put("workers", (long) workers);
        Map<String, Object> out = new LinkedHashMap<>();
        spec.derived().forEach((name, text) -> {
            Expression expression = SearchSpaces.compiled(text);
            if (known.keySet().containsAll(expression.names())) {
                Object value = expression.evaluate(known);
                known.put(name, value);
                out.put(name, value);
            }
        });
        return out;
    }
}
