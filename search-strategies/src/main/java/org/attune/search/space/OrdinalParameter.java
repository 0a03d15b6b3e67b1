package org.attune.search.space;

import java.util.List;
import java.util.Optional;

/**
 * Numbers in order, where neighbours are one step apart whatever their difference: 32, 64, 128.
 *
 * @param name the name
 * @param values the numbers, ascending, at least one; whole number types become Long, others Double
 * @param defaultValue one of the values to start from
 * @param when the condition, if any
 */
public record OrdinalParameter(
        String name, List<Object> values, Optional<Object> defaultValue, Optional<Condition> when)
        implements Parameter {

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException naming the parameter, the value found and what was expected
     */
    public OrdinalParameter {
        Defects.checkName(name);
        String owner = name;
        values = values.stream().map(value -> Values.normalise(owner, value)).toList();
        Defects.check(!values.isEmpty(), name, "the list of values", values, "at least one value");
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Defects.check(value instanceof Number, name, "a value", value, "a number");
            boolean ascends = i == 0 || ((Number) values.get(i - 1)).doubleValue() < ((Number) value).doubleValue();
            Defects.check(ascends, name, "value " + (i + 1), value, "values in ascending order");
        }
        Domain domain = Domain.ofOrdinal(name, values);
        defaultValue = defaultValue.map(value -> domain.requireDefault(owner, value));
    }

    /** An ordinal parameter without default or condition. */
    public static OrdinalParameter of(String name, List<Object> values) {
        return new OrdinalParameter(name, values, Optional.empty(), Optional.empty());
    }
}
