package org.attune.search.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What must hold of other parameters for a parameter to be active. All tests must hold; a test of an inactive parameter
 * does not.
 *
 * @param tests the name of each parent and the test of its value, in the order given; at least one
 */
public record Condition(Map<String, Test> tests) {

    /**
     * Checks and copies the tests.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Condition {
        if (tests.isEmpty()) {
            throw new IllegalArgumentException("a condition has no tests, expected at least one parent and its test");
        }
        tests = Collections.unmodifiableMap(new LinkedHashMap<>(tests));
    }

    /** Active when the parent has one of these values. */
    public static Condition oneOf(String parent, Object... values) {
        return new Condition(Map.of(parent, new OneOf(List.of(values))));
    }

    /** Active when the parent is a number from min to max, both included. */
    public static Condition between(String parent, double min, double max) {
        return new Condition(Map.of(parent, new Range(OptionalDouble.of(min), OptionalDouble.of(max))));
    }

    /** A test of one parent's value. */
    public sealed interface Test permits OneOf, Range {

        /** Whether the value passes; numbers are compared by value, so 1 and 1.0 are the same. */
        boolean holds(Object value);
    }

    /**
     * The value is one of a list.
     *
     * @param values the list, at least one
     */
    public record OneOf(List<Object> values) implements Test {

        /**
         * Checks and copies the values.
         *
         * @throws IllegalArgumentException when there is none, or one is no string, number or boolean
         */
        public OneOf {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a condition lists no values, expected at least one");
            }
            values = values.stream()
                    .map(value -> Values.normalise("of a condition", value))
                    .toList();
        }

        @Override
        public boolean holds(Object value) {
            for (Object allowed : values) {
                if (Values.same(allowed, value)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The value is a number in a range, its ends included.
     *
     * @param min the smallest number that passes, if bounded below
     * @param max the largest number that passes, if bounded above
     */
    public record Range(OptionalDouble min, OptionalDouble max) implements Test {

        /**
         * Checks the ends.
         *
         * @throws IllegalArgumentException when neither is given, one is not finite, or they are the wrong way round
         */
        public Range {
            if (min.isEmpty() && max.isEmpty()) {
                throw new IllegalArgumentException("a condition's range has no ends, expected min, max or both");
            }
            double low = min.orElse(-Double.MAX_VALUE);
            double high = max.orElse(Double.MAX_VALUE);
            if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
                throw new IllegalArgumentException("a condition's range is " + low + " to " + high
                        + ", expected finite numbers with min at most max");
            }
        }

        @Override
        public boolean holds(Object value) {
            if (!(value instanceof Number)) {
                return false;
            }
            double number = ((Number) value).doubleValue();
            return number >= min.orElse(Double.NEGATIVE_INFINITY) && number <= max.orElse(Double.POSITIVE_INFINITY);
        }
    }
}
