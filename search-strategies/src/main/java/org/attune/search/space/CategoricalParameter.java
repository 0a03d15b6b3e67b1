package org.attune.search.space;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of several values without an order.
 *
 * @param name the name
 * @param values at least one, all different, at most 10,000; strings, numbers or booleans
 * @param probabilities how often each value is drawn, in the order of the values and summing to 1 (within 0.001);
 *     empty when all are equally likely
 * @param defaultValue one of the values to start from
 * @param when the condition, if any
 */
public record CategoricalParameter(
        String name,
        List<Object> values,
        List<Double> probabilities,
        Optional<Object> defaultValue,
        Optional<Condition> when)
        implements Parameter {

    /** The most values that one parameter may have. */
    public static final int MOST_VALUES = 10_000;

    private static final double SUM_TOLERANCE = 1e-3;

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException naming the parameter, the value found and what was expected
     */
    public CategoricalParameter {
        Defects.checkName(name);
        String owner = name;
        values = values.stream().map(value -> Values.normalise(owner, value)).toList();
        probabilities = List.copyOf(probabilities);
        int count = values.size();
        Defects.check(
                count >= 1 && count <= MOST_VALUES,
                name,
                "the number of values",
                count,
                "between 1 and " + MOST_VALUES);
        Set<Object> seen = new HashSet<>();
        for (Object value : values) {
            // 1 and 1.0 would be the same value to a person and to a condition
            Object key = value instanceof Long ? (Object) (double) (long) value : value;
            Defects.check(seen.add(key), name, "a value", value, "values that are all different");
        }
        checkProbabilities(name, count, probabilities);
        Domain domain = Domain.ofCategorical(name, values, probabilities);
        defaultValue = defaultValue.map(value -> domain.requireDefault(owner, value));
    }

    /** Equally likely values without default or condition. */
    public static CategoricalParameter of(String name, List<Object> values) {
        return new CategoricalParameter(name, values, List.of(), Optional.empty(), Optional.empty());
    }

    private static void checkProbabilities(String name, int count, List<Double> probabilities) {
        if (probabilities.isEmpty()) {
            return;
        }
        Defects.check(
                probabilities.size() == count,
                name,
                "the number of probabilities",
                probabilities.size(),
                "one for each of the " + count + " values");
        double sum = 0;
        for (double probability : probabilities) {
            Defects.check(
                    probability >= 0 && probability <= 1, name, "a probability", probability, "a number from 0 to 1");
            sum += probability;
        }
        Defects.check(Math.abs(sum - 1) <= SUM_TOLERANCE, name, "the sum of probabilities", sum, "1");
    }
}
